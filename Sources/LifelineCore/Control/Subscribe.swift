/// Asks for one more channel; answered by `subscribed`, or by an `error_event`.
public struct Subscribe: Abstract {
    public static let kind = Kind(0x006, "subscribe")

    public var name: ChannelName = ChannelName()
    /// What the client has already: everything after it is wanted. Absent: a snapshot is.
    public var since: Position?
    /// At most so many state records a second, from 0.001 to 1,000. Absent, or not above 0: no bound.
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
    /// Positions of another epoch are worthless.
    public var epoch: UInt32 = 0
    /// The channel's head now; 0 if nothing was published yet.
    public var seq: UInt64 = 0
    /// True: what was missed follows as replay. False: a snapshot follows.
    public var recovered: Bool = false
    /// What the client may do here.
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
