/// The head of an answer, for a client.
public struct ResponseHead: Sendable {
    public let status: Int
    let fields: Fields

    init(_ reader: HeadReader) {
        fields = reader.fields
        status = fields.with(reader.first) { $0.reduce(0) { $0 &* 10 &+ Int($1 &- 0x30) } }
    }

    /// The value of a field that is there exactly once, with bytes that are not UTF-8 repaired. `name` in lower case.
    public func string(_ name: StaticString) -> String? {
        guard case .once(let piece) = fields.find(name) else { return nil }
        return fields.with(piece) { String(decoding: $0, as: UTF8.self) }
    }

    /// How often a field is there. `name` in lower case.
    public func count(_ name: StaticString) -> Int {
        var count = 0
        fields.forEach(name) { _ in count += 1 }
        return count
    }
}
