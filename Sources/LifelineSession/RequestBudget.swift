public import LifelineCore

/// How often an asker may ask for each method: a token bucket for each pair, so that a flood of one costs nobody else.
///
/// Only what was asked for lately is kept: who has not asked for a while has a full bucket anyway.
public struct RequestBudget<Asker: Hashable & Sendable>: Sendable {
    private let burst: Int
    private let rate: Double
    private let askersMax: Int
    private let methodsMax: Int
    private var askers: [Asker: [Name: TokenBucket]] = [:]

    /// `rate` a second in the long run and `burst` at once. Of more than `methodsMax` methods of one asker, the later
    /// share a bucket.
    public init(burst: Int, perSecond rate: Double, askersMax: Int = 1024, methodsMax: Int = 64) {
        self.burst = max(burst, 1)
        self.rate = rate
        self.askersMax = max(askersMax, 1)
        self.methodsMax = methodsMax
    }

    /// Nil if `asker` may ask for `method` now, which is then spent; else how long until it may again.
    public mutating func take(_ method: Name, by asker: Asker, at now: Instant) -> Duration? {
        if askers[asker] == nil, askers.count >= askersMax { forgetIdle(at: now) }
        // More askers than are kept, all of them busy.
        guard askers[asker] != nil || askers.count < askersMax else { return .seconds(1) }
        var buckets = askers.removeValue(forKey: asker) ?? [:]
        if buckets[method] == nil, buckets.count >= methodsMax {
            buckets = buckets.filter { !$0.value.isFull(at: now) }
        }
        let name = buckets[method] != nil || buckets.count < methodsMax ? method : Name()
        var bucket = buckets[name] ?? TokenBucket(burst: burst, perSecond: rate, at: now)
        let isAllowed = bucket.take(at: now)
        buckets[name] = bucket
        askers[asker] = buckets
        return isAllowed ? nil : bucket.wait
    }

    private mutating func forgetIdle(at now: Instant) {
        askers = askers.filter { $0.value.values.contains { !$0.isFull(at: now) } }
    }

    /// Buckets that are kept.
    public var count: Int { askers.values.reduce(0) { $0 + $1.count } }
}
