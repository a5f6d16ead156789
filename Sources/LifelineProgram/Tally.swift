/// How much was said, and how large it is in each codec.
struct Tally {
    var messages = 0
    private let names: [String]
    private var bytes: [Int]

    init(_ names: [String]) {
        self.names = names
        bytes = names.map { _ in 0 }
    }

    mutating func add(_ count: Int, of codec: Int) { bytes[codec] += count }

    /// "1,234 messages: 345,678 bytes as json, 123,456 as energy (0.36 of json)"
    var line: String {
        let sizes = names.indices.map { index in
            let unit = index == 0 ? " bytes" : ""
            let ratio =
                index == 0 || bytes[0] == 0 ? "" : " (\(Tally.hundredths(bytes[index], of: bytes[0])) of \(names[0]))"
            return "\(Prose.grouped(bytes[index]))\(unit) as \(names[index])\(ratio)"
        }
        return "\(Prose.grouped(messages)) messages: \(sizes.joined(separator: ", "))"
    }

    private static func hundredths(_ part: Int, of whole: Int) -> String {
        let hundredths = (part * 100 + whole / 2) / whole
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
