/// What a slow reader did not get, since the last such notice.
public struct Lag: Abstract {
    public static let kind = Kind(0x00C, "lag")

    public var name: ChannelName = ChannelName()
    /// States that a newer one replaced before they could be sent.
    public var conflated: UInt32 = 0
    /// Pieces of text that came inside another piece: nothing of them is lost.
    public var joined: UInt32 = 0
    /// Messages that found no room; a snapshot takes their place.
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
