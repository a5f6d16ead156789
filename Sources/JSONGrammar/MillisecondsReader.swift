extension JSONNumber {
    /// Reads any number of milliseconds as the nearest number of microseconds, halves away from zero.
    ///
    /// The decimal digits are rounded, not a double made of them. More than 2^42 ms, after rounding, is a fault.
    public static func readMilliseconds(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ microseconds: inout Int64, _ fault: inout Fault
    ) -> UnsafeRawPointer? {
        if end - p >= MillisecondsReader.lookahead, let cursor = MillisecondsReader.read(p, &microseconds) {
            return cursor
        }
        return MillisecondsReader.readCarefully(p, end, &microseconds, &fault)
    }
}

enum MillisecondsReader {
    /// How many bytes from its start `read` may load.
    static let lookahead = 26
    static let microsecondsMax: UInt64 = 1_000 &<< 42

    /// Reads up to fifteen digits and three decimals, with `lookahead` bytes to load.
    @inline(__always)
    static func read(_ p: UnsafeRawPointer, _ microseconds: inout Int64) -> UnsafeRawPointer? {
        let negative = DecimalText.byte(p) == 0x2d
        let start = negative ? p + 1 : p
        let first = EightDigits.load(start)
        var count = EightDigits.count(first)
        var whole = EightDigits.gather(first, count: count)
        if count == 0 || (first & 0xff == 0x30 && count != 1) { return nil }
        if count == 8 {
            let second = EightDigits.load(start + 8)
            let more = EightDigits.count(second)
            if more == 8 { return nil }
            whole =
                whole &* SmallPowers.integers[unchecked: Int(truncatingIfNeeded: more)]
                &+ EightDigits.gather(second, count: more)
            count = 8 &+ more
        }
        var cursor = start + Int(truncatingIfNeeded: count)
        var result = whole &* 1_000
        if DecimalText.byte(cursor) == 0x2e {
            let word = EightDigits.load(cursor + 1)
            let decimals = EightDigits.count(word)
            if decimals &- 1 > 2 { return nil }
            // Eight digits with the three decimals last.
            let half = 32 &- 4 &* decimals
            let digits = ((word ^ EightDigits.ascii) &<< half) &<< half
            result &+= EightDigits.gather(digits &>> (8 &* (3 &- decimals)))
            cursor += Int(truncatingIfNeeded: decimals) &+ 1
        }
        if DecimalText.byte(cursor) | 0x20 == 0x65 || result > microsecondsMax { return nil }
        microseconds = negative ? 0 &- Int64(bitPattern: result) : Int64(bitPattern: result)
        return cursor
    }

    @inline(never)
    static func readCarefully(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ microseconds: inout Int64, _ fault: inout JSONNumber.Fault
    ) -> UnsafeRawPointer? {
        var cursor = p
        guard let text = DecimalText(&cursor, end, &fault) else { return nil }
        guard let magnitude = rounded(text) else {
            fault = .range
            return nil
        }
        microseconds = text.negative ? 0 &- Int64(bitPattern: magnitude) : Int64(bitPattern: magnitude)
        return cursor
    }

    /// The decimal times a thousand, rounded. Digits past the nineteenth cannot change it: half is 5 and then any.
    private static func rounded(_ text: DecimalText) -> UInt64? {
        let exponent = text.exponent &+ 3
        let leading = text.leading &+ 3
        if text.mantissa == 0 || leading < -1 { return 0 }
        if leading > 15 { return nil }
        var result = text.mantissa
        if exponent < 0 {
            // The last digit dropped decides; leading >= -1 keeps the power within nineteen.
            let tenths = result / SmallPowers.integers[-exponent &- 1]
            result = (tenths &+ 5) / 10
        } else {
            result &*= SmallPowers.integers[exponent]
        }
        return result <= microsecondsMax ? result : nil
    }
}
