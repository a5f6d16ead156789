/// Beats at a steady rate. Beat `n` lies at `start + n · span / beats`, computed from `n`: no error accumulates.
///
/// A value without a clock: ask for `deadline`, wake then, and say `beat(at: now)`. Beats that were missed meanwhile are
/// counted and skipped, never stacked.
///
///     var metronome = Metronome(hertz: 60, from: loop.now)
///     loop.wake(at: metronome.deadline) { show(metronome.beat(at: loop.now)) }
public struct Metronome: Sendable, Hashable {
    /// One beat that was kept.
    public struct Beat: Sendable, Hashable {
        /// Counts all beats since `start`, kept or skipped.
        public var index: Int64
        /// How many beats were skipped just before this one.
        public var skipped: Int64
        /// How long after its deadline it came.
        public var lateness: Duration
    }

    /// Where beat 0 would lie; the first to come is beat 1, a period later.
    public let start: Instant
    /// Beats that nobody was there for.
    public private(set) var skipped: Int64 = 0
    /// Invariant: beats below `next` were kept or skipped; `next` was neither.
    private var next: Int64 = 1
    private let beats: Int64
    private let span: Int64

    /// So many beats a second, the first one period after `start`. From 1 to 1 000 000.
    public init(hertz: Int, from start: Instant) {
        precondition((1...1_000_000).contains(hertz), "a metronome beats 1 to 1 000 000 times a second")
        self.init(beats: Int64(hertz), span: 1_000_000_000, start)
    }

    /// One beat each `period`, the first one period after `start`. From 1 µs to 10 years.
    public init(every period: Duration, from start: Instant) {
        let span = period.wholeNanoseconds
        precondition(span >= 1_000 && span < 1 << 58, "a metronome's period is from 1 µs to 10 years")
        self.init(beats: 1, span: span, start)
    }

    private init(beats: Int64, span: Int64, _ start: Instant) {
        self.beats = beats
        self.span = span
        self.start = start
    }

    /// When the next beat is due.
    public var deadline: Instant {
        let (whole, part) = next.quotientAndRemainder(dividingBy: beats)
        let (far, overflow) = whole.multipliedReportingOverflow(by: span)
        guard !overflow else { return Instant(nanoseconds: .max) }
        let (sum, carry) = start.nanoseconds.addingReportingOverflow(far &+ part &* span / beats)
        return Instant(nanoseconds: carry ? .max : sum)
    }

    /// Takes the latest beat that is due and skips the ones before it. Nil if none is due yet.
    public mutating func beat(at now: Instant) -> Beat? {
        let due = deadline
        guard now >= due else { return nil }
        // The last n with floor(n · span / beats) <= elapsed, without leaving 64 bits.
        let (whole, part) = (now.nanoseconds &- start.nanoseconds &+ 1).quotientAndRemainder(dividingBy: span)
        let last = whole &* beats &+ (part == 0 ? -1 : (part &* beats &- 1) / span)
        let missed = Swift.max(0, last &- next)
        skipped &+= missed
        next &+= missed
        let lateness = deadline.duration(to: now)
        defer { next &+= 1 }
        return Beat(index: next, skipped: missed, lateness: lateness)
    }
}
