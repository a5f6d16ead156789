/// Something went wrong, and whether the connection survives it.
public struct ErrorEvent: Abstract {
    public static let kind = Kind(0x012, "error_event")

    /// A code of the protocol's table; 600 to 999 are the application's.
    public var code: UInt16 = 0
    public var name: Name = Name()
    /// For a person; quotes nothing of what was sent.
    public var message: Phrase = Phrase()
    /// True if the connection ends.
    public var fatal: Bool = false
    /// Milliseconds to wait before another try.
    public var retry: UInt32?
    /// The channel it is about. Absent: none in particular.
    public var channel: ChannelName?

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout ErrorEvent, _ v: inout V) {
        v.field("code", &m.code)
        v.field("name", &m.name)
        v.field("message", &m.message)
        v.field("fatal", &m.fatal)
        v.field("retry", &m.retry)
        v.field("channel", &m.channel)
    }
}
