/// The sender closes the link with `code` after this.
public struct Goodbye: Abstract {
    public static let kind = Kind(0x013, "goodbye")

    public var code: UInt16 = 0
    public var message: Phrase = Phrase()
    public var resume: Bool = false
    /// Milliseconds to wait before coming back.
    public var retry: UInt32?

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Goodbye, _ v: inout V) {
        v.field("code", &m.code)
        v.field("message", &m.message)
        v.field("resume", &m.resume)
        v.field("retry", &m.retry)
    }
}
