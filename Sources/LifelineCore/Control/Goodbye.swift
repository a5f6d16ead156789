/// The sender closes the link with `code` after this.
public struct Goodbye: Abstract {
    public static let kind = Kind(0x013, "goodbye")

    /// What the link is closed with: see `Close`.
    public var code: UInt16 = 0
    /// Why, for a person; quotes nothing of what was sent.
    public var message: Phrase = Phrase()
    /// Whether the other side is to come back and take up the session. Our clients say false.
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
