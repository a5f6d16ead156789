public import LifelineCore

/// A piece of an answer. Put together by `at`, the pieces are the answer.
public struct TokenStream: Message, Hashable {
    public static let kind = Kind(0x030, "token_stream")

    /// Which answer: pieces with the same number are one text.
    public var stream: UInt32 = 0
    /// Who writes: index into `startup_complete.models`.
    public var model: UInt16 = 0
    /// The answer ends with this piece.
    public var final: Bool = false
    /// Where the piece starts in the answer, in bytes of UTF-8.
    public var at: UInt64 = 0
    /// In a joined message: the first seq it covers.
    public var from: UInt64?
    /// Tokens in the piece.
    public var count: UInt32 = 0
    /// What was written; empty in a last piece that only ends the answer.
    public var text: Text = Text()

    @inlinable public var slot: UInt32 { stream }
    @inlinable public var joinedFrom: UInt64? {
        get { from }
        set { from = newValue }
    }

    @inlinable public init() {}

    /// Only the very next piece of the same answer fits.
    public mutating func join(_ next: TokenStream) -> Bool {
        let end = at &+ UInt64(text.storage.utf8.count)
        guard next.stream == stream, next.model == model, next.at == end, !final else { return false }
        text.storage += next.text.storage
        count = count.addingReportingOverflow(next.count).overflow ? .max : count &+ next.count
        final = next.final
        return true
    }

    @inlinable @inline(__always)
    public static func describe<V: Visitor & ~Copyable>(_ m: inout TokenStream, _ v: inout V) {
        v.field("stream", &m.stream)
        v.field("model", &m.model)
        v.field("final", &m.final)
        v.field("at", &m.at)
        v.field("from", &m.from)
        v.field("count", &m.count)
        v.field("text", &m.text)
    }
}
