/// What a client offered under Sec-WebSocket-Protocol, and which of ours that is.
public struct SubprotocolOffer: Sendable, Hashable {
    /// How many names were offered.
    public let offered: Int
    /// The first of the client's names that is one of ours, as an index into our list.
    public let chosen: Int?
    /// The first name offered, if none is ours: a valid token of at most `nameBytesMax` bytes. For a server that
    /// accepts in order to explain itself; nothing here copies it into an answer.
    public let firstUnknown: String?

    /// The longest name taken for `firstUnknown`; an unknown first one that is longer is refused with 400.
    public static let nameBytesMax = 64
}

extension SubprotocolOffer {
    init(_ head: RequestHead, ours: [StaticString]) throws(HTTPRefusal) {
        var offered = 0
        var chosen: Int?
        var first: String?
        var isMalformed = false
        head.fields.forEach("sec-websocket-protocol") { value in
            var names = ListWalk(value)
            while let name = names.next() {
                guard ASCIIText.isToken(name) else {
                    isMalformed = true
                    return
                }
                if chosen == nil { chosen = ours.firstIndex { ASCIIText.equals(name, $0) } }
                if offered == 0, chosen == nil, name.count <= Self.nameBytesMax {
                    first = String(decoding: name, as: UTF8.self)
                }
                offered &+= 1
            }
        }
        guard !isMalformed, offered == 0 || chosen != nil || first != nil else { throw .subprotocolsMalformed }
        self.offered = offered
        self.chosen = chosen
        firstUnknown = chosen == nil ? first : nil
    }
}
