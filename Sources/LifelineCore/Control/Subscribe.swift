/// Asks for one more channel; answered by `subscribed`, or by an `error_event`.
public struct Subscribe: Abstract {
    public static let kind = Kind(0x006, "subscribe")

    public var name: ChannelName = ChannelName()
    public var since: Position?
    public var maxRate: Float?

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Subscribe, _ v: inout V) {
        v.field("name", &m.name)
        v.field("since", &m.since)
        v.field("maxRate", &m.maxRate)
    }
}

/// A channel is heard from now on.
public struct Subscribed: Abstract {
    public static let kind = Kind(0x007, "subscribed")

    public var name: ChannelName = ChannelName()
    public var handle: UInt32 = 0
    public var delivery: Delivery = .control
    public var epoch: UInt32 = 0
    public var seq: UInt64 = 0
    public var recovered: Bool = false
    public var rights: Rights = []

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Subscribed, _ v: inout V) {
        v.field("name", &m.name)
        v.field("handle", &m.handle)
        v.field("class", &m.delivery)
        v.field("epoch", &m.epoch)
        v.field("seq", &m.seq)
        v.field("recovered", &m.recovered)
        v.field("rights", &m.rights)
    }
}
