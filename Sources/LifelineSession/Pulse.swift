public import LifelineCore

/// Whether the peer is there, and how far away: a beat each interval, silence for the timeout means gone.
///
/// Any byte from the peer is life. A wake that comes more than an interval late was slept through (a laptop's lid): it
/// asks again, once, before it calls anybody dead.
public struct Pulse: Sendable, Hashable {
    /// What is due: nothing, a beat, or the end of a peer that is silent for too long.
    public enum Verdict: Hashable, Sendable {
        /// Nothing is due yet.
        case quiet
        /// Ask the peer for a sign of life.
        case beat
        /// The peer has been silent for the timeout.
        case lost
    }

    /// How far apart beats are.
    public let interval: Duration
    /// Silence for so long means that the peer has gone.
    public let timeout: Duration
    /// Invariant: never ahead of the `now` of the latest event.
    private var lastHeard: Instant
    private var nextBeat: Instant
    /// We overslept, gave the peer another timeout, and have not heard it since.
    private var hasRearmed = false
    /// Smoothed over about eight beats; nil before the first answer.
    public private(set) var roundTrip: Duration?
    /// The peer's wall clock minus ours, in microseconds, from the fastest answer of late.
    public private(set) var clockOffset: Int64?
    private var fastest: Duration?

    /// The peer counts as heard at `now`; the first beat is due an interval later.
    public init(interval: Duration, timeout: Duration, at now: Instant) {
        self.interval = interval
        self.timeout = timeout
        lastHeard = now
        nextBeat = now.advanced(by: interval)
    }

    /// Beats of many peers fall together, in steps of a twentieth of an interval: a loop wakes once for all of a step, and
    /// not once for each. The first beat comes that much earlier.
    public mutating func fallIn() {
        let step = interval.wholeNanoseconds / 20
        guard step > 0 else { return }
        nextBeat = Instant(nanoseconds: nextBeat.nanoseconds - nextBeat.nanoseconds % step)
    }

    /// Something came from the peer.
    public mutating func heard(at now: Instant) {
        lastHeard = now
        hasRearmed = false
    }

    /// When `woke` wants to be called next.
    public var deadline: Instant { min(nextBeat, lastHeard.advanced(by: timeout)) }

    /// What is due at this time.
    public mutating func woke(at now: Instant) -> Verdict {
        guard now >= deadline else { return .quiet }
        let isLate = nextBeat.duration(to: now) > interval
        if lastHeard.duration(to: now) >= timeout {
            guard isLate, !hasRearmed else { return .lost }
            // We slept, not the peer: it gets one more timeout to answer.
            lastHeard = now
            hasRearmed = true
        }
        nextBeat = isLate ? now.advanced(by: interval) : nextBeat.advanced(by: interval)
        return .beat
    }

    /// An answer: `echo` is our wall clock when we asked, `theirs` the peer's when it answered.
    public mutating func answered(echo: Timestamp, theirs: Timestamp, ours: Timestamp) {
        let microseconds = ours.microseconds &- echo.microseconds
        guard microseconds >= 0, microseconds < 60_000_000 else { return }
        let trip = Duration.microseconds(microseconds)
        roundTrip = roundTrip.map { ($0 * 7 + trip) / 8 } ?? trip
        // The quickest answer knows best what time it is there; it may age.
        let best = fastest.map { $0 + $0 / 64 } ?? trip
        if trip <= best {
            fastest = trip
            clockOffset = theirs.microseconds &- echo.microseconds &- microseconds / 2
        } else {
            fastest = best
        }
    }
}
