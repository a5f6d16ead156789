extension JSONNumber {
    /// Writes `value` in decimal and returns the end of it.
    public static func write(_ value: UInt64, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        IntegerWriter.write(value, to: p)
    }

    /// Writes `value` in decimal and returns the end of it.
    public static func write(_ value: Int64, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        p.storeBytes(of: 0x2d, as: UInt8.self)
        return IntegerWriter.write(value.magnitude, to: p + Int(truncatingIfNeeded: UInt64(bitPattern: value) &>> 63))
    }

    /// Writes microseconds as milliseconds with at most three decimals: 1692300000123457 is `1692300000123.457`.
    public static func writeMilliseconds(
        _ microseconds: Int64, to p: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        p.storeBytes(of: 0x2d, as: UInt8.self)
        let start = p + Int(truncatingIfNeeded: UInt64(bitPattern: microseconds) &>> 63)
        let magnitude = microseconds.magnitude
        let whole = magnitude / 1_000
        let end = IntegerWriter.write(whole, to: start)
        let rest = magnitude &- whole &* 1_000
        if rest == 0 { return end }
        // The decimals at the front of a word: spread(rest * 10^5) has them as its first three digits.
        let decimals = EightDigits.spread(rest &* 100_000)
        EightDigits.store(((decimals | EightDigits.ascii) &<< 8) | 0x2e, end)
        return end + (9 &- (decimals.leadingZeroBitCount &>> 3))
    }
}

enum IntegerWriter {
    /// Eight digits, or up to sixteen or twenty in cold branches; leading zeros are shifted out of the first word.
    @inline(__always)
    static func write(_ value: UInt64, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        value < 100_000_000 ? leading(value, to: p) : long(value, to: p)
    }

    @inline(__always)
    private static func leading(_ value: UInt64, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let digits = EightDigits.spread(value)
        let zeros = (digits | 1 &<< 56).trailingZeroBitCount & 0x38
        EightDigits.store((digits | EightDigits.ascii) &>> UInt64(truncatingIfNeeded: zeros), p)
        return p + (8 &- (zeros &>> 3))
    }

    @inline(never)
    private static func long(_ value: UInt64, to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let high = value / 100_000_000
        let low = EightDigits.spread(value &- high &* 100_000_000) | EightDigits.ascii
        var end: UnsafeMutableRawPointer
        if high < 100_000_000 {
            end = leading(high, to: p)
        } else {
            let top = high / 100_000_000
            end = leading(top, to: p)
            EightDigits.store(EightDigits.spread(high &- top &* 100_000_000) | EightDigits.ascii, end)
            end += 8
        }
        EightDigits.store(low, end)
        return end + 8
    }
}
