extension JSONNumber {
    /// Writes the shortest text that reads back as `value`, which must be finite, and returns the end of it.
    public static func write(_ value: Double, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        DoubleWriter.write(value.bitPattern, to: p)
    }
}

/// The shortest decimal of a double from one product of 64 by 128 bits.
///
/// `ScaledSpacing` has the method: the integer has fifteen or sixteen digits here. Where the 64 bits of the fraction do
/// not decide, and for zero, powers of two and subnormals, `ExactDecimal` does.
enum DoubleWriter {
    @inline(__always)
    static func write(_ bits: UInt64, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let fraction = bits & 0x000f_ffff_ffff_ffff
        let biased = Int(truncatingIfNeeded: (bits &>> 52) & 0x7ff)
        let significand = fraction | 1 &<< 52
        let halvings = 1_075 &- biased  // the value is significand / 2^halvings
        p.storeBytes(of: 0x2d, as: UInt8.self)
        let start = p + Int(truncatingIfNeeded: bits &>> 63)
        if UInt(bitPattern: halvings) <= UInt(bitPattern: significand.trailingZeroBitCount) {
            return IntegerWriter.write(significand &>> UInt64(truncatingIfNeeded: halvings), to: start)
        }
        if fraction == 0 || biased == 0 { return writeExactly(bits, to: p) }

        let ten = (halvings &* 1_262_611) &>> 22  // floor(log10 2^halvings)
        let drop = halvings &- (ten &* 1_741_647) &>> 19  // halvings - floor(log2 10^ten): 1...4
        let power = PowersOfTen.words[unchecked: ten &- PowersOfTen.smallest]
        let shifted = significand &<< UInt64(truncatingIfNeeded: 4 &- drop)
        let product = shifted.multipliedFullWidth(by: power.high)
        let below = shifted.multipliedFullWidth(by: power.low).high
        let (middle, carry) = product.low.addingReportingOverflow(below)
        let top = product.high &+ (carry ? 1 : 0)

        // The part is at most two units short, its product by ten at most twenty.
        let scaled = ScaledSpacing(
            whole: top &>> 3, part: top &<< 61 | middle &>> 3, half: power.high &>> UInt64(truncatingIfNeeded: drop))
        guard let (upper, rounded) = scaled.shortest(slack: 32) else { return writeExactly(bits, to: p) }

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
            point: 16 &- ten &- Int(truncatingIfNeeded: small))
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
