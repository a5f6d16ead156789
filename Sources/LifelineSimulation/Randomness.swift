internal import LifelineCore

/// Chance that can be had again: xoshiro256** (Blackman, Vigna), its state spread from a seed by splitmix64.
///
/// The helpers are our own, as the standard library may change how it uses a generator.
public struct Randomness: RandomNumberGenerator, Sendable {
    private var a: UInt64
    private var b: UInt64
    private var c: UInt64
    private var d: UInt64

    public init(_ seed: Seed) {
        var spread = seed.rawValue
        func next() -> UInt64 {
            spread &+= 0x9E37_79B9_7F4A_7C15
            var z = spread
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        a = next()
        b = next()
        c = next()
        d = next()
    }

    public mutating func next() -> UInt64 {
        let scrambled = b &* 5
        let result = (scrambled << 7 | scrambled >> 57) &* 9
        let shifted = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = d << 45 | d >> 19
        return result
    }

    /// An independent source, for a part of a world that shall not disturb the others.
    public mutating func split() -> Randomness { Randomness(Seed(rawValue: next())) }

    /// 0 ≤ x < 1, in steps of 2^−53.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// True with probability `p`.
    public mutating func chance(_ p: Double) -> Bool { unit() < p }

    /// Each as likely as the others.
    public mutating func pick<C: RandomAccessCollection>(_ choices: C) -> C.Element {
        precondition(!choices.isEmpty, "nothing to pick from: check for an empty collection first")
        return choices[choices.index(choices.startIndex, offsetBy: range(0...choices.count - 1))]
    }

    /// Any of `bounds`, both ends included, for integers of up to 64 bits. Even to within one part in 2^64 ÷ its width.
    public mutating func range<T: FixedWidthInteger>(_ bounds: ClosedRange<T>) -> T {
        let width = UInt64(truncatingIfNeeded: bounds.upperBound) &- UInt64(truncatingIfNeeded: bounds.lowerBound)
        guard width < .max else { return T(truncatingIfNeeded: next()) }
        let offset = next().multipliedFullWidth(by: width + 1).high
        return bounds.lowerBound &+ T(truncatingIfNeeded: offset)
    }

    public mutating func range(_ bounds: ClosedRange<Double>) -> Double {
        bounds.lowerBound + (bounds.upperBound - bounds.lowerBound) * unit()
    }

    /// To the nanosecond.
    public mutating func range(_ bounds: ClosedRange<Duration>) -> Duration {
        .nanoseconds(range(bounds.lowerBound.wholeNanoseconds...bounds.upperBound.wholeNanoseconds))
    }
}
