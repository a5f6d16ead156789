/// A channel as it stands: sent in parts, applied when `last` has come.
public struct StateSnapshot: Message {
    public static let kind = Kind(0x060, "state_snapshot")

    /// The epoch of the snapshot. The envelope's `seq` says up to where.
    public var epoch: UInt32 = 0
    /// Counts from 0. Other records may come between two parts.
    public var part: UInt16 = 0
    /// True: no part follows; what was gathered replaces all that is known of the channel.
    public var last: Bool = false
    /// Ordinary messages of the channel.
    public var items: [Item] = []

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: Visitor & ~Copyable>(_ m: inout StateSnapshot, _ v: inout V) {
        v.field("epoch", &m.epoch)
        v.field("part", &m.part)
        v.field("last", &m.last)
        v.field("items", &m.items)
    }
}
