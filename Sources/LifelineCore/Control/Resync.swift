/// The client lost its place in a channel and wants a snapshot.
public struct Resync: Abstract {
    public static let kind = Kind(0x00B, "resync")

    public var name: ChannelName = ChannelName()
    /// "gap", "delta", "epoch" …
    public var reason: Name = Name()

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Resync, _ v: inout V) {
        v.field("name", &m.name)
        v.field("reason", &m.reason)
    }
}
