/// A point on a loop's monotonic clock, in nanoseconds from an origin only that loop knows.
///
/// Comparable within one loop; never compared across processes, never sent.
public struct Instant: Hashable, Comparable, Sendable {
    /// Since the loop's own origin.
    public var nanoseconds: Int64

    /// For loops: only they know what it is counted from.
    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    @inlinable public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

    /// The earlier of two deadlines that may not be there.
    @inlinable public static func earliest(_ a: Instant?, _ b: Instant?) -> Instant? {
        guard let a else { return b }
        guard let b else { return a }
        return min(a, b)
    }

    /// Saturates instead of trapping: durations may come from a configuration.
    @inlinable public func advanced(by duration: Duration) -> Instant {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
        return Instant(nanoseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    /// How long it is until `later`; negative if that was before.
    @inlinable public func duration(to later: Instant) -> Duration {
        .nanoseconds(later.nanoseconds.subtractingReportingOverflow(nanoseconds).partialValue)
    }
}

extension Duration {
    /// Whole nanoseconds, saturated to what an `Int64` holds (292 years).
    @inlinable public var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || carry ? (seconds < 0 ? .min : .max) : sum
    }
}
