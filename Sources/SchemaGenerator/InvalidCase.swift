/// Bytes that a reader refuses, and why.
struct InvalidCase {
    enum Record {
        case json(String)
        /// JSON that is not text.
        case octets([UInt8])
        case energy(FrameBytes)
    }

    var name: String
    /// The case of `CodecError.Reason`.
    var reason: String
    var record: Record

    init(_ name: String, _ reason: String, _ json: String) { self.init(name, reason, .json(json)) }
    init(_ name: String, _ reason: String, _ frame: FrameBytes) { self.init(name, reason, .energy(frame)) }

    init(_ name: String, _ reason: String, _ record: Record) {
        self.name = name
        self.reason = reason
        self.record = record
    }

    var tree: JSONTree {
        let head: JSONTree = ["name": .string(name), "reason": .string(reason)]
        return switch record {
        case .json(let text): head.adding("codec", "json").adding("text", .string(text))
        case .octets(let bytes): head.adding("codec", "json").adding("hex", .string(Hex.text(bytes)))
        case .energy(let frame): head.adding("codec", "energy").adding("hex", .string(Hex.text(frame.bytes)))
        }
    }
}
