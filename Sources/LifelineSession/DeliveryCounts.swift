/// What became of a channel's messages on their way to one subscriber.
public struct DeliveryCounts: Sendable, Hashable {
    /// Went as it was published.
    public var delivered: UInt64 = 0
    /// A newer one of the same slot went instead.
    public var conflated: UInt64 = 0
    /// Went as part of another.
    public var joined: UInt64 = 0
    /// Covered by a snapshot.
    public var dropped: UInt64 = 0

    public init() {}

    /// All that was published since the counting began.
    public var total: UInt64 { delivered &+ conflated &+ joined &+ dropped }

    func since(_ earlier: DeliveryCounts) -> DeliveryCounts {
        var news = DeliveryCounts()
        news.delivered = delivered &- earlier.delivered
        news.conflated = conflated &- earlier.conflated
        news.joined = joined &- earlier.joined
        news.dropped = dropped &- earlier.dropped
        return news
    }

    public static func + (a: DeliveryCounts, b: DeliveryCounts) -> DeliveryCounts {
        var sum = a
        sum += b
        return sum
    }

    /// Adds up what several subscribers have counted.
    public static func += (a: inout DeliveryCounts, b: DeliveryCounts) {
        a.delivered &+= b.delivered
        a.conflated &+= b.conflated
        a.joined &+= b.joined
        a.dropped &+= b.dropped
    }
}
