internal import LifelineCore

/// Durations, counted in buckets no wider than 1.6 % of themselves: any number of them in a few kilobytes.
public struct Percentiles: Sendable {
    private static let fine = 64
    private var buckets = [UInt64](repeating: 0, count: fine * 58)
    public private(set) var count: UInt64 = 0
    public private(set) var max = Duration.zero

    public init() {}

    public mutating func add(_ duration: Duration) {
        let nanoseconds = UInt64(Swift.max(0, duration.wholeNanoseconds))
        buckets[Percentiles.bucket(nanoseconds)] &+= 1
        count &+= 1
        max = Swift.max(max, duration)
    }

    /// Half of all durations are at most `quantile(0.5)`. Zero if there are none.
    public func quantile(_ share: Double) -> Duration {
        let rank = Swift.max(1, UInt64((Double(count) * share).rounded(.up)))
        var sum: UInt64 = 0
        for (index, bucket) in buckets.enumerated() where bucket > 0 {
            sum &+= bucket
            if sum >= rank { return Swift.min(max, .nanoseconds(Int64(clamping: Percentiles.top(index)))) }
        }
        return max
    }

    public static func += (a: inout Percentiles, b: Percentiles) {
        for index in a.buckets.indices { a.buckets[index] &+= b.buckets[index] }
        a.count &+= b.count
        a.max = Swift.max(a.max, b.max)
    }

    /// Below 64 each number has its bucket; above, each power of two has 64.
    private static func bucket(_ number: UInt64) -> Int {
        guard number >= UInt64(fine) else { return Int(number) }
        let shift = 63 - number.leadingZeroBitCount - 6
        return Swift.min((shift + 1) * fine + Int((number >> UInt64(shift)) & 63), fine * 58 - 1)
    }

    private static func top(_ bucket: Int) -> UInt64 {
        guard bucket >= fine else { return UInt64(bucket) }
        let shift = UInt64(bucket / fine - 1)
        return ((UInt64(bucket % fine) | 64) + 1) << shift - 1
    }
}
