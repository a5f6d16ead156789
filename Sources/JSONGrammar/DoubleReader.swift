extension JSONNumber {
    /// Reads the double nearest to the number at `p`. A value that rounds to infinity is a fault; minus zero is zero.
    public static func read(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout Double, _ fault: inout Fault
    ) -> UnsafeRawPointer? {
        if end - p >= DoubleReader.lookahead {
            if let cursor = DoubleReader.read(p, end, &value) { return cursor }
        } else if let cursor = DoubleReader.readTail(p, end, &value) {
            return cursor
        }
        return DoubleReader.readCarefully(p, end, &value, &fault)
    }
}

enum DoubleReader {
    /// How many bytes from its start `read` loads at most, but for the rare long numbers, which look for themselves.
    static let lookahead = 24
    private static let lookaheadLong = 40
    private static let lookaheadExponent = 10

    @inline(never)
    static func readTail(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout Double
    ) -> UnsafeRawPointer? {
        NumberTail.read(p, end) { read($0, $1, &value) }
    }

    /// Reads a number of up to nineteen digits in words of eight, with `lookahead` bytes to load; nil leaves the
    /// number, or its fault, to `readCarefully`.
    @inline(__always)
    static func read(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout Double
    ) -> UnsafeRawPointer? {
        let negative = DecimalText.byte(p) == 0x2d
        let start = negative ? p + 1 : p
        let first = EightDigits.load(start)
        let whole = EightDigits.count(first)
        if whole == 0 || (first & 0xff == 0x30 && whole != 1) { return nil }
        if whole == 8 { return readLong(start, end, negative, &value) }
        if DecimalText.byte(start + Int(truncatingIfNeeded: whole)) != 0x2e {
            return finishShort(
                start + Int(truncatingIfNeeded: whole), end, EightDigits.gather(first, some: whole), 0, negative, &value
            )
        }

        // Eight digits without the point: those before it, and those of the word one byte on that come after it.
        let after = UInt64.max &<< (8 &* whole)
        let eight = (first & ~after) | (EightDigits.load(start + 1) & after)
        let count = EightDigits.count(eight)
        if count == whole { return nil }
        if count < 8 {
            return finishShort(
                start + Int(truncatingIfNeeded: count &+ 1), end, EightDigits.gather(eight, some: count),
                count &- whole,
                negative, &value)
        }
        let second = EightDigits.load(start + 9)
        let more = EightDigits.count(second)
        let sixteen =
            EightDigits.gather(eight ^ EightDigits.ascii)
            &* SmallPowers.integers[unchecked: Int(truncatingIfNeeded: more)] &+ EightDigits.gather(second, count: more)
        let decimals = 8 &- whole &+ more
        let cursor = start + Int(truncatingIfNeeded: 9 &+ more)
        if more < 8 { return finishShort(cursor, end, sixteen, decimals, negative, &value) }
        let third = FourDigits.load(cursor)
        let rest = FourDigits.count(third)
        if rest > 3 { return readLong(start, end, negative, &value) }
        let mantissa =
            sixteen &* SmallPowers.integers[unchecked: Int(truncatingIfNeeded: rest)]
            &+ FourDigits.gather(third, count: rest)
        return finish(cursor + Int(truncatingIfNeeded: rest), end, mantissa, decimals &+ rest, negative, &value)
    }

    /// Reads what `read` can, but with eight digits or more before the point, or many zeros after it.
    @inline(never)
    private static func readLong(
        _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ negative: Bool, _ value: inout Double
    ) -> UnsafeRawPointer? {
        guard end - start >= lookaheadLong else { return nil }
        let first = EightDigits.load(start)
        var whole = EightDigits.count(first)
        var mantissa = EightDigits.gather(first, some: whole)
        if whole == 8 {
            let second = EightDigits.load(start + 8)
            let more = EightDigits.count(second)
            if more == 8 { return nil }
            mantissa =
                mantissa &* SmallPowers.integers[unchecked: Int(truncatingIfNeeded: more)]
                &+ EightDigits.gather(second, count: more)
            whole = 8 &+ more
        }
        var cursor = start + Int(truncatingIfNeeded: whole)
        if DecimalText.byte(cursor) != 0x2e { return finishShort(cursor, end, mantissa, 0, negative, &value) }

        let word = EightDigits.load(cursor + 1)
        var decimals = EightDigits.count(word)
        if decimals == 0 || decimals &+ whole > 19 { return nil }
        mantissa =
            mantissa &* SmallPowers.integers[unchecked: Int(truncatingIfNeeded: decimals)]
            &+ EightDigits.gather(word, count: decimals)
        cursor += Int(truncatingIfNeeded: decimals &+ 1)
        if decimals == 8 {
            while true {
                let digit = DecimalText.byte(cursor) &- 0x30
                if digit > 9 { break }
                if mantissa >= 1_000_000_000_000_000_000 || decimals > 22 { return nil }
                mantissa = mantissa &* 10 &+ UInt64(digit)
                decimals &+= 1
                cursor += 1
            }
        }
        return mantissa <= 1 &<< 53 && decimals <= 22
            ? finishShort(cursor, end, mantissa, decimals, negative, &value)
            : finish(cursor, end, mantissa, decimals, negative, &value)
    }

    /// Makes the value of a mantissa up to 2^53 with up to 22 decimals, with the exponent if there is one.
    @inline(__always)
    private static func finishShort(
        _ cursor: UnsafeRawPointer, _ end: UnsafeRawPointer, _ mantissa: UInt64, _ decimals: UInt64, _ negative: Bool,
        _ value: inout Double
    ) -> UnsafeRawPointer? {
        if DecimalText.byte(cursor) | 0x20 == 0x65 {
            return finishExponent(cursor + 1, end, mantissa, decimals, negative, &value)
        }
        // Both are exact, so their quotient is rounded once.
        let power = SmallPowers.doubles[unchecked: Int(truncatingIfNeeded: decimals)]
        let quotient = Double(Int64(bitPattern: mantissa)) / power
        value = negative && mantissa != 0 ? -quotient : quotient
        return cursor
    }

    /// Makes the value of up to nineteen digits, with the exponent if there is one.
    @inline(__always)
    private static func finish(
        _ cursor: UnsafeRawPointer, _ end: UnsafeRawPointer, _ mantissa: UInt64, _ decimals: UInt64, _ negative: Bool,
        _ value: inout Double
    ) -> UnsafeRawPointer? {
        if DecimalText.byte(cursor) | 0x20 == 0x65 {
            return finishExponent(cursor + 1, end, mantissa, decimals, negative, &value)
        }
        guard let bits = nearest(mantissa, exponent: 0 &- Int(truncatingIfNeeded: decimals)) else { return nil }
        value = Double(bitPattern: bits | (negative ? 1 &<< 63 : 0))
        return cursor
    }

    /// Reads an exponent of up to three digits and makes the value.
    @inline(never)
    private static func finishExponent(
        _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ mantissa: UInt64, _ decimals: UInt64, _ negative: Bool,
        _ value: inout Double
    ) -> UnsafeRawPointer? {
        guard end - start >= lookaheadExponent else { return nil }
        let sign = DecimalText.byte(start)
        var cursor = sign == 0x2b || sign == 0x2d ? start + 1 : start
        let word = EightDigits.load(cursor)
        let count = EightDigits.count(word)
        if count &- 1 > 2 { return nil }
        let size = Int(truncatingIfNeeded: EightDigits.gather(word, some: count))
        cursor += Int(truncatingIfNeeded: count)
        let exponent = (sign == 0x2d ? 0 &- size : size) &- Int(truncatingIfNeeded: decimals)
        // Far from the subnormals and from infinity, whatever the mantissa.
        guard exponent >= -300, exponent <= 280, let bits = nearest(mantissa, exponent: exponent) else { return nil }
        value = Double(bitPattern: bits | (negative ? 1 &<< 63 : 0))
        return cursor
    }

    /// The double nearest to mantissa x 10^exponent, for -300 ... 280, if one product of 64 by 64 bits decides it.
    /// It never decides for zero.
    @inline(__always)
    private static func nearest(_ mantissa: UInt64, exponent: Int) -> UInt64? {
        let zeros = (mantissa | 1).leadingZeroBitCount
        let power = PowersOfTen.words[unchecked: exponent &- PowersOfTen.smallest].high
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
