public import LifelineCore

/// Allows `burst` at once and `rate` a second in the long run.
public struct TokenBucket: Sendable, Hashable {
    private let burst: Double
    private let rate: Double
    private var tokens: Double
    private var filled: Instant

    /// Full at `now`. With a rate of 0, `burst` is all there will ever be.
    public init(burst: Int, perSecond rate: Double, at now: Instant) {
        self.burst = Double(burst)
        self.rate = rate
        tokens = Double(burst)
        filled = now
    }

    /// True if one more is allowed, which is then spent.
    public mutating func take(at now: Instant) -> Bool {
        tokens = tokens(at: now)
        filled = max(filled, now)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    private func tokens(at now: Instant) -> Double {
        let elapsed = Double(filled.duration(to: now).wholeNanoseconds) / 1e9
        return elapsed > 0 ? min(burst, tokens + elapsed * rate) : tokens
    }

    /// Nothing was taken for so long that it might as well be new.
    public func isFull(at now: Instant) -> Bool { tokens(at: now) >= burst }

    /// How long until one more is allowed.
    public var wait: Duration { tokens >= 1 || rate <= 0 ? .zero : .seconds((1 - tokens) / rate) }
}
