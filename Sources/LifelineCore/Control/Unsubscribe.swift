/// Asks to hear a channel no longer.
public struct Unsubscribe: Abstract {
    public static let kind = Kind(0x008, "unsubscribe")

    public var name: ChannelName = ChannelName()

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Unsubscribe, _ v: inout V) {
        v.field("name", &m.name)
    }
}

/// A channel is heard no longer. The server may send it unasked, and says why.
public struct Unsubscribed: Abstract {
    public static let kind = Kind(0x009, "unsubscribed")

    public var name: ChannelName = ChannelName()
    /// Why the server ended it. Absent: it was asked to.
    public var code: UInt16?

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Unsubscribed, _ v: inout V) {
        v.field("name", &m.name)
        v.field("code", &m.code)
    }
}
