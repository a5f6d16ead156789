internal import LifelineCore
internal import LifelineSimulation

// Numbers where writers and readers go wrong: at both ends, around powers, and everywhere.
extension Randomness {
    /// The bits of a value of `shape`, which is a number, a flag, or a time. Never −0, NaN or infinity.
    mutating func bits(_ shape: Shape) -> UInt64 {
        switch shape {
        case .bool: range(0...1)
        case .u16: integer(max: 0xFFFF)
        case .u32: integer(max: 0xFFFF_FFFF)
        case .u53: integer(max: Shape.u53Max)
        case .time: UInt64(bitPattern: microseconds())
        case .f32: UInt64(float().bitPattern)
        case .f64: double().bitPattern
        default: preconditionFailure("\(shape) is no number: fill it by its own kind")
        }
    }

    /// 0…max: often an end, often next to a power of two or ten, else any length.
    mutating func integer(max: UInt64) -> UInt64 {
        switch range(0...5) {
        case 0: return pick([0, 0, 1, 2, 9, 10, max, max - 1])
        case 1:
            let power = (1 as UInt64) << range(0...UInt64(max.bitWidth - max.leadingZeroBitCount - 1))
            return min(power &+ pick([0, 1, ~0]), max)
        case 2:
            var power: UInt64 = 1
            for _ in 0..<range(0...15) where power <= max / 10 { power *= 10 }
            return min(power &+ pick([0, 1, ~0]), max)
        case 3: return range(0...max)
        default: return range(0...max) >> range(0...63)
        }
    }

    /// Times of today, of the epoch, and at both ends of what travels; half of them whole milliseconds.
    mutating func microseconds() -> Int64 {
        let max = Timestamp.microsecondsMax
        let near: Int64 =
            switch range(0...4) {
            case 0: pick([0, 1, -1, 999, 1_000, 1_001, -999, -1_000, -1_001, max, -max, max - 1, 1 - max])
            case 1: range(-2_000_000...2_000_000)
            case 2: range(-max...max)
            default: range(1_600_000_000_000_000...2_000_000_000_000_000)
            }
        return chance(0.5) ? near : near / 1_000 * 1_000
    }

    mutating func double() -> Double {
        let value: Double =
            switch range(0...7) {
            case 0: pick(doubleNasties)
            case 1: Double(bitPattern: next())
            case 2: Double(integer(max: .max))
            case 3: Double(range(-100_000_000...100_000_000 as ClosedRange<Int64>)) / 100
            case 4: around(Double(sign: .plus, exponent: range(-1_074...1_023), significand: 1))
            case 5: around(Double("1e\(range(-323...308))") ?? 1)
            case 6: Double("\(integer(max: 99_999))e\(range(-30...30))") ?? 1
            default: unit()
            }
        return value.isFinite && value != 0 ? (chance(0.3) ? -value : value) : 0
    }

    mutating func float() -> Float {
        let value: Float =
            switch range(0...7) {
            case 0: pick(floatNasties)
            case 1: Float(bitPattern: UInt32(truncatingIfNeeded: next()))
            case 2: Float(integer(max: 0xFFFF_FFFF))
            case 3: Float(range(-1_000_000...1_000_000 as ClosedRange<Int64>)) / 100
            case 4: around(Float(sign: .plus, exponent: range(-149...127), significand: 1))
            case 5: around(Float("1e\(range(-45...38))") ?? 1)
            case 6: Float("\(integer(max: 99_999))e\(range(-20...20))") ?? 1
            default: Float(unit())
            }
        return value.isFinite && value != 0 ? (chance(0.3) ? -value : value) : 0
    }

    private mutating func around<F: BinaryFloatingPoint>(_ value: F) -> F {
        pick([value, value.nextUp, value.nextDown])
    }
}

/// Ends of the range, borders of the notation, and decimals on which shortest writers and quick readers have failed.
private let doubleNasties: [Double] = [
    "0", "1", "5e-324", "2.225073858507201e-308", "2.2250738585072011e-308", "2.2250738585072014e-308",
    "4.4501477170144023e-308", "1.7976931348623157e308", "1e15", "1e16", "1e17", "1e21", "999999999999999868928",
    "1e22",
    "1e23", "9.999999999999999e22", "1e-6", "1e-7", "9.999999999999999e-7", "0.1", "0.2", "0.3", "0.30000000000000004",
    "0.3333333333333333", "4.35", "0.07", "123456.789", "4503599627370496.5", "9007199254740991", "9007199254740992",
    "9007199254740994", "9223372036854775808", "18446744073709551616", "123456789012345680", "2.98023223876953125e-8",
    "3.5844466002796428e298", "6.9741824662760956e19", "7.2057594037927933e16", "5.764607523034235e39",
    "1.448997445238699",
].compactMap { Double($0) }

private let floatNasties: [Float] =
    [
        "0", "1", "1e-45", "1.1754942e-38", "1.17549435e-38", "3.4028235e38", "3.4028233e38", "9.8e-45", "1e-6", "1e-7",
        "1e21", "1e22", "0.1", "0.2", "0.3", "0.33333334", "4.35", "0.07", "8388607.5", "16777215", "16777216",
        "16777218", "33554432", "4294967296", "18446744073709551616",
    ].compactMap { Float($0) }
    // The one float whose shortest decimal, read as a double and rounded, is another float.
    + [Float(bitPattern: 0x15AE_43FD)]
