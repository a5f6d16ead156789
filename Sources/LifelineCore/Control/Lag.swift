/// What a slow reader did not get, since the last such notice.
public struct Lag: Abstract {
    public static let kind = Kind(0x00C, "lag")

    public var name: ChannelName = ChannelName()
    public var conflated: UInt32 = 0
    public var joined: UInt32 = 0
    public var dropped: UInt32 = 0

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Lag, _ v: inout V) {
        v.field("name", &m.name)
        v.field("conflated", &m.conflated)
        v.field("joined", &m.joined)
        v.field("dropped", &m.dropped)
    }
}
