/// Are you there, and how far? Its answer echoes the asker's time.
public struct Heartbeat: Abstract {
    public static let kind = Kind(0x005, "heartbeat")

    /// In an answer: the time of the heartbeat it answers.
    public var echo: Timestamp?
    /// Milliseconds the answering side is behind.
    public var lag: UInt32?
    /// The answering side is not on screen.
    public var hidden: Bool?

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Heartbeat, _ v: inout V) {
        v.field("echo", &m.echo)
        v.field("lag", &m.lag)
        v.field("hidden", &m.hidden)
    }
}
