/// A moment of the sender's wall clock: microseconds since the Unix epoch.
///
/// JSON writes it as milliseconds with at most three decimals, the energy frame as it is, so that both mean the same
/// to the microsecond. Readers refuse what lies beyond ±2^42 ms, where a browser's number would lose microseconds.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Negative before 1970. What travels is within ±`microsecondsMax`.
    public var microseconds: Int64

    /// The largest distance from the epoch that travels: 2^42 ms, the year 2109.
    @inlinable @inline(__always) public static var microsecondsMax: Int64 { 4_398_046_511_104_000 }

    /// Takes any number; `travels` says whether a codec will.
    @inlinable public init(microseconds: Int64) { self.microseconds = microseconds }
    @inlinable public init() { microseconds = 0 }

    @inlinable public static func < (a: Timestamp, b: Timestamp) -> Bool {
        a.microseconds < b.microseconds
    }

    /// True if both codecs can carry it.
    @inlinable public var travels: Bool {
        microseconds >= -Timestamp.microsecondsMax && microseconds <= Timestamp.microsecondsMax
    }
}
