internal import HTTPHead

extension Authority {
    /// `box.lan:8145`.
    init?(naming text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        self.init(host: String(text[..<colon]), port: port)
    }
}
