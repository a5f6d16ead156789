extension JSONNumber {
    /// Writes the shortest text that reads back as `value`, which must be finite, and returns the end of it.
    ///
    /// One value, 0x15ae43fd, has a shortest text that becomes its neighbour when it is read as a double and then
    /// rounded. Peers do read it so; it is written as the double it is.
    public static func write(_ value: Float, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        FloatWriter.write(value.bitPattern, to: p)
    }
}

/// `DoubleWriter`'s method with a product of 64 by 64 bits and up to nine digits.
enum FloatWriter {
    @inline(__always)
    static func write(_ bits: UInt32, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let fraction = UInt64(bits & 0x007f_ffff)
        let biased = Int(truncatingIfNeeded: (bits &>> 23) & 0xff)
        let significand = fraction | 1 &<< 23
        let halvings = 150 &- biased
        p.storeBytes(of: 0x2d, as: UInt8.self)
        let start = p + Int(truncatingIfNeeded: bits &>> 31)
        if UInt(bitPattern: halvings) <= UInt(bitPattern: significand.trailingZeroBitCount) {
            return IntegerWriter.write(significand &>> UInt64(truncatingIfNeeded: halvings), to: start)
        }
        if fraction == 0 || biased == 0 || bits & 0x7fff_ffff == 0x15ae_43fd { return writeExactly(bits, to: p) }

        let ten = (halvings &* 1_262_611) &>> 22
        let drop = halvings &- (ten &* 1_741_647) &>> 19
        let power = PowersOfTen.words[unchecked: ten &- PowersOfTen.smallest].high
        let product = (significand &<< UInt64(truncatingIfNeeded: 4 &- drop)).multipliedFullWidth(by: power)

        // The part is up to 2^24 units short, ten times that in the last digit.
        let scaled = ScaledSpacing(
            whole: product.high &>> 3, part: product.high &<< 61 | product.low &>> 3,
            half: power &>> UInt64(truncatingIfNeeded: drop))
        guard let (whole, last) = scaled.shortest(slack: 1 &<< 28) else { return writeExactly(bits, to: p) }

        // Six to eight digits of the integer, moved up to the first, then the last one.
        let digits = EightDigits.spread(whole)
        let zeros = UInt64(truncatingIfNeeded: digits.trailingZeroBitCount & 0x38)
        let eight = (digits &>> zeros) | ((last &<< (63 &- zeros)) &<< 1)
        // A ninth digit ends the text, if there is one: it is on the far side of the first word, or else zero.
        let ninth = last & (0 &- ((zeros &- 1) &>> 63))
        let layout = DecimalLayout(
            high: eight | EightDigits.ascii, low: EightDigits.ascii | ninth, last: 0x30,
            count: 9 &- (eight &>> 8 | ninth &<< 56).leadingZeroBitCount &>> 3,
            point: 8 &- ten &- Int(truncatingIfNeeded: zeros &>> 3))
        return layout.write(to: start)
    }

    @inline(never)
    private static func writeExactly(_ bits: UInt32, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let fraction = UInt64(bits & 0x007f_ffff)
        let biased = Int(truncatingIfNeeded: (bits &>> 23) & 0xff)
        if bits & 0x7fff_ffff == 0x15ae_43fd {
            return DoubleWriter.write(Double(Float(bitPattern: bits)).bitPattern, to: p)
        }
        let decimal =
            biased == 0
            ? ExactDecimal.shortest(fraction, exponent: -149, powerOfTwo: false)
            : ExactDecimal.shortest(
                fraction | 1 &<< 23, exponent: biased &- 150, powerOfTwo: fraction == 0 && biased > 1)
        return decimal.write(to: bits &<< 1 == 0 ? p : p + Int(truncatingIfNeeded: bits &>> 31))
    }
}
