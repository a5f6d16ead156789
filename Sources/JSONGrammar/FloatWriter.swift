extension JSONNumber {
    /// Writes the shortest text that reads back as `value`, which must be finite, and returns the end of it.
    ///
    /// One value, 0x15ae43fd, has a shortest text that becomes its neighbour when it is read as a double and then rounded.
    /// Peers do read it so; it is written as the double it is.
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
        let exponent = biased &- 150
        p.storeBytes(of: 0x2d, as: UInt8.self)
        let start = p + Int(truncatingIfNeeded: bits &>> 31)
        if UInt(bitPattern: 0 &- exponent) <= UInt(bitPattern: significand.trailingZeroBitCount) {
            return IntegerWriter.write(significand &>> UInt64(truncatingIfNeeded: 0 &- exponent), to: start)
        }
        if fraction == 0 || biased == 0 { return writeExactly(bits, to: p) }

        let scale = (exponent &* 1_262_611) &>> 22 &+ 1
        let shift = exponent &+ (scale &* -1_741_647) &>> 19 &+ 4
        let power = PowersOfTen.words[unchecked: 2 &* (0 &- scale &- PowersOfTen.smallest)]
        let product = (significand &<< UInt64(truncatingIfNeeded: shift)).multipliedFullWidth(by: power)

        // As in `DoubleWriter`; the part is up to 2^24 units short, ten times that in the last digit.
        let whole = product.high &>> 3
        let part = product.high &<< 61 | product.low &>> 3
        let half = power &>> UInt64(truncatingIfNeeded: 4 &- shift)
        let (digit, rest) = part.multipliedFullWidth(by: 10)
        let slack: UInt64 = 1 &<< 28
        if (part &- half) &+ slack <= 2 &* slack || (part &+ half) &+ slack <= 2 &* slack
            || rest &+ (1 &<< 63) &+ slack <= 2 &* slack || bits & 0x7fff_ffff == 0x15ae_43fd
        {
            return writeExactly(bits, to: p)
        }
        let up = part > ~half
        let short = part < half || up
        let last = short ? 0 : digit &+ (rest &>> 63)

        // Six to eight digits of the integer, moved up to the first, then the last one.
        let digits = EightDigits.spread(whole &+ (up ? 1 : 0))
        let zeros = UInt64(truncatingIfNeeded: digits.trailingZeroBitCount & 0x38)
        let eight = (digits &>> zeros) | ((last &<< (63 &- zeros)) &<< 1)
        let ninth = zeros == 0 ? last : 0
        let layout = DecimalLayout(
            high: eight | EightDigits.ascii, low: EightDigits.ascii | ninth, last: 0x30,
            count: ninth != 0 ? 9 : 8 &- (eight.leadingZeroBitCount &>> 3),
            point: scale &+ 8 &- Int(truncatingIfNeeded: zeros &>> 3))
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
