extension JSONNumber {
    /// Writes the shortest text that reads back as `value`, which must be finite, and returns the end of it.
    public static func write(_ value: Double, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        DoubleWriter.write(value.bitPattern, to: p)
    }
}

/// The shortest decimal of a double from one product of 64 by 128 bits.
///
/// Take the power of ten that puts the spacing of the doubles between 0.1 and 1. The scaled value is then an integer of
/// fifteen or sixteen digits and a fraction. If the fraction is within half a spacing of 0 or 1, that integer is the
/// shortest decimal (less its trailing zeros); otherwise one more digit, rounded, is. Where the 64 bits of the fraction
/// do not decide, and for zero, powers of two and subnormals, `ExactDecimal` does.
enum DoubleWriter {
    @inline(__always)
    static func write(_ bits: UInt64, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let fraction = bits & 0x000f_ffff_ffff_ffff
        let biased = Int(truncatingIfNeeded: (bits &>> 52) & 0x7ff)
        let significand = fraction | 1 &<< 52
        let exponent = biased &- 1_075
        p.storeBytes(of: 0x2d, as: UInt8.self)
        let start = p + Int(truncatingIfNeeded: bits &>> 63)
        if UInt(bitPattern: 0 &- exponent) <= UInt(bitPattern: significand.trailingZeroBitCount) {
            return IntegerWriter.write(significand &>> UInt64(truncatingIfNeeded: 0 &- exponent), to: start)
        }
        if fraction == 0 || biased == 0 { return writeExactly(bits, to: p) }

        let scale = (exponent &* 1_262_611) &>> 22 &+ 1  // floor(log10 2^exponent) + 1
        let shift = exponent &+ (scale &* -1_741_647) &>> 19 &+ 4  // 0...3
        let index = 2 &* (0 &- scale &- PowersOfTen.smallest)
        let power = PowersOfTen.words[unchecked: index]
        let shifted = significand &<< UInt64(truncatingIfNeeded: shift)
        let product = shifted.multipliedFullWidth(by: power)
        let below = shifted.multipliedFullWidth(by: PowersOfTen.words[unchecked: index &+ 1]).high
        let (middle, carry) = product.low.addingReportingOverflow(below)
        let top = product.high &+ (carry ? 1 : 0)

        // The scaled value is whole + part / 2^64, the part at most two units short of exact; half is half a spacing.
        let whole = top &>> 3
        let part = top &<< 61 | middle &>> 3
        let half = power &>> UInt64(truncatingIfNeeded: 4 &- shift)
        let (digit, rest) = part.multipliedFullWidth(by: 10)
        // How far from the nearest integer, and all ones if that one is above. No branches but for the doubtful: for
        // random values the processor could only guess.
        let above = UInt64(bitPattern: Int64(bitPattern: part) &>> 63)
        let (excess, isShort) = ((part ^ above) &- above).subtractingReportingOverflow(half)
        if excess &+ 4 <= 8 || rest &+ (1 &<< 63) &+ 16 <= 32 { return writeExactly(bits, to: p) }
        let short: UInt64 = isShort ? .max : 0
        let rounded = (digit &+ rest &>> 63) & ~short
        let upper = whole &- (above & short)

        let small: UInt64 = upper < 1_000_000_000_000_000 ? 1 : 0
        let sixteen = upper &+ ((upper &* 9 &+ rounded) & (0 &- small))
        let last = rounded & (small &- 1)
        let high = sixteen / 100_000_000
        let highDigits = EightDigits.spread(high)
        let lowDigits = EightDigits.spread(sixteen &- high &* 100_000_000)
        // The last eight digits; they end the number unless all are zero.
        let ending = lowDigits &>> 8 | last &<< 56
        let count =
            ending != 0
            ? 17 &- (ending | 1).leadingZeroBitCount &>> 3
            : lowDigits != 0 ? 9 : 8 &- highDigits.leadingZeroBitCount &>> 3
        let layout = DecimalLayout(
            high: highDigits | EightDigits.ascii, low: lowDigits | EightDigits.ascii,
            last: UInt8(truncatingIfNeeded: last) | 0x30,
            count: count,
            point: scale &+ 16 &- Int(truncatingIfNeeded: small))
        return layout.write(to: start)
    }

    @inline(never)
    private static func writeExactly(_ bits: UInt64, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let fraction = bits & 0x000f_ffff_ffff_ffff
        let biased = Int(truncatingIfNeeded: (bits &>> 52) & 0x7ff)
        let decimal =
            biased == 0
            ? ExactDecimal.shortest(fraction, exponent: -1_074, powerOfTwo: false)
            : ExactDecimal.shortest(
                fraction | 1 &<< 52, exponent: biased &- 1_075, powerOfTwo: fraction == 0 && biased > 1)
        return decimal.write(to: bits &<< 1 == 0 ? p : p + Int(truncatingIfNeeded: bits &>> 63))
    }
}
