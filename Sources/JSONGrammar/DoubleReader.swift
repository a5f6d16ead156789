extension JSONNumber {
    /// Reads the double nearest to the number at `p`. A value that rounds to infinity is a fault; minus zero is zero.
    public static func read(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout Double, _ fault: inout Fault
    ) -> UnsafeRawPointer? {
        if end - p >= DoubleReader.lookahead, let cursor = DoubleReader.read(p, &value) { return cursor }
        return DoubleReader.readCarefully(p, end, &value, &fault)
    }
}

enum DoubleReader {
    /// How many bytes from its start `read` may load.
    static let lookahead = 34

    /// Reads a number of up to nineteen digits in words of eight, with `lookahead` bytes to load; nil leaves the number,
    /// or its fault, to `readCarefully`.
    @inline(__always)
    static func read(_ p: UnsafeRawPointer, _ value: inout Double) -> UnsafeRawPointer? {
        let negative = DecimalText.byte(p) == 0x2d
        var cursor = negative ? p + 1 : p
        let first = EightDigits.load(cursor)
        var whole = EightDigits.count(first)
        var mantissa = EightDigits.gather(first, count: whole)
        if whole == 0 || (first & 0xff == 0x30 && whole != 1) { return nil }
        if whole == 8 {
            let second = EightDigits.load(cursor + 8)
            let more = EightDigits.count(second)
            if more == 8 { return nil }
            mantissa =
                mantissa &* SmallPowers.integers[unchecked: Int(truncatingIfNeeded: more)]
                &+ EightDigits.gather(second, count: more)
            whole = 8 &+ more
        }
        cursor += Int(truncatingIfNeeded: whole)

        var decimals: UInt64 = 0
        if DecimalText.byte(cursor) == 0x2e {
            let word = EightDigits.load(cursor + 1)
            decimals = EightDigits.count(word)
            if decimals == 0 { return nil }
            if decimals == 8 {
                let second = EightDigits.load(cursor + 9)
                let more = EightDigits.count(second)
                decimals = 8 &+ more
                if decimals &+ (mantissa == 0 ? 0 : whole) > 19 { return nil }
                mantissa =
                    (mantissa &* 100_000_000 &+ EightDigits.gather(word ^ EightDigits.ascii))
                    &* SmallPowers.integers[unchecked: Int(truncatingIfNeeded: more)]
                    &+ EightDigits.gather(second, count: more)
                cursor += Int(truncatingIfNeeded: decimals) &+ 1
                while true {
                    let digit = DecimalText.byte(cursor) &- 0x30
                    if digit > 9 { break }
                    if mantissa >= 1_000_000_000_000_000_000 || decimals > 22 { return nil }
                    mantissa = mantissa &* 10 &+ UInt64(digit)
                    decimals &+= 1
                    cursor += 1
                }
            } else {
                if whole &+ decimals > 19 { return nil }
                mantissa =
                    mantissa &* SmallPowers.integers[unchecked: Int(truncatingIfNeeded: decimals)]
                    &+ EightDigits.gather(word, count: decimals)
                cursor += Int(truncatingIfNeeded: decimals) &+ 1
            }
        }
        if DecimalText.byte(cursor) | 0x20 == 0x65 { return nil }
        if mantissa == 0 {
            value = 0
            return cursor
        }
        if decimals == 0 {
            let integer = Double(Int64(bitPattern: mantissa))
            value = negative ? -integer : integer
            return cursor
        }
        guard let bits = nearest(mantissa, exponent: 0 &- Int(truncatingIfNeeded: decimals)) else { return nil }
        value = Double(bitPattern: negative ? bits | 1 &<< 63 : bits)
        return cursor
    }

    /// The double nearest to mantissa x 10^exponent, for -300 ... 280, if one product of 64 by 64 bits decides it.
    @inline(__always)
    static func nearest(_ mantissa: UInt64, exponent: Int) -> UInt64? {
        let zeros = (mantissa | 1).leadingZeroBitCount
        let power = PowersOfTen.words[unchecked: 2 &* (exponent &- PowersOfTen.smallest)]
        // The exact product is less than two units above the top word. Fifty-four bits of it count.
        let top = (mantissa &<< UInt64(truncatingIfNeeded: zeros)).multipliedFullWidth(by: power).high
        if (top &+ 1) & 0x1ff <= 1 { return nil }
        let carry = Int(truncatingIfNeeded: top &>> 63)
        let halves = top &>> UInt64(truncatingIfNeeded: 9 &+ carry)
        let significand = (halves &+ (halves & 1)) &>> 1
        let binary = (exponent &* 1_741_647) &>> 19 &- zeros &+ carry &+ 63
        // The hidden bit adds the one that is missing here to the exponent.
        return UInt64(truncatingIfNeeded: binary &+ 1_022) &<< 52 &+ significand
    }

    @inline(never)
    static func readCarefully(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout Double, _ fault: inout JSONNumber.Fault
    ) -> UnsafeRawPointer? {
        var cursor = p
        guard let text = DecimalText(&cursor, end, &fault) else { return nil }
        guard let bits = BinaryRounding.double.nearest(text) else {
            fault = .range
            return nil
        }
        value = Double(bitPattern: text.negative && bits != 0 ? bits | 1 &<< 63 : bits)
        return cursor
    }
}
