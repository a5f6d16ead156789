internal import LifelineCore

/// Whether a client keeps up: how long something has waited for it that its window or its link has no room for.
///
/// It is slow once that is `SessionLimits.slowAfter`, and until nothing waits. Each such spell is counted; one that begins
/// within `SessionLimits.slowQuiet` of the last that was news is none.
public struct Slowness: Sendable {
    /// What is worth a word to whoever watches.
    public enum News: Sendable, Hashable {
        /// It is slow from now on.
        case began(waited: Duration)
        /// With what became of the client's messages since the first of them waited.
        case ended(lasted: Duration, DeliveryCounts)
    }

    /// A spell has begun and not ended.
    public private(set) var isSlow = false
    /// How many have begun.
    public private(set) var spells: UInt64 = 0
    private(set) var waitingSince: Instant?
    /// When what waits will have waited for too long.
    private(set) var due: Instant?
    private var before = DeliveryCounts()
    private var isNews = false
    private var quietUntil: Instant?

    /// Something waits. `counts` is what has become of the client's messages so far.
    mutating func waits(at now: Instant, _ counts: DeliveryCounts, _ limits: SessionLimits) -> News? {
        guard let since = waitingSince else {
            waitingSince = now
            due = now.advanced(by: limits.slowAfter)
            before = counts
            return nil
        }
        let waited = since.duration(to: now)
        guard !isSlow, waited >= limits.slowAfter else { return nil }
        isSlow = true
        spells &+= 1
        isNews = quietUntil.map { now >= $0 } ?? true
        guard isNews else { return nil }
        quietUntil = now.advanced(by: limits.slowQuiet)
        return .began(waited: waited)
    }

    /// The next flush decides anew; until then nobody is woken for it.
    mutating func stopWaiting() { due = nil }

    /// Nothing waits any more, or nobody is there to wait for.
    mutating func isOver(at now: Instant, _ counts: DeliveryCounts) -> News? {
        guard let since = waitingSince.take() else { return nil }
        due = nil
        defer { isSlow = false }
        return isSlow && isNews ? .ended(lasted: since.duration(to: now), counts.since(before)) : nil
    }
}
