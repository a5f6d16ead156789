extension JSONNumber {
    /// Reads an integer up to 2^53 - 1. As in JSON Schema, `5.0` and `1e3` are integers.
    public static func read(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout UInt64, _ fault: inout Fault
    ) -> UnsafeRawPointer? {
        if end - p >= IntegerReader.lookahead, let cursor = IntegerReader.read(p, &value) { return cursor }
        var cursor = p
        guard let text = DecimalText(&cursor, end, &fault) else { return nil }
        guard let magnitude = IntegerReader.integer(text, scale: 0), !text.negative || magnitude == 0 else {
            fault = .range
            return nil
        }
        value = magnitude
        return cursor
    }

    /// Reads an integer between -(2^53 - 1) and 2^53 - 1. As in JSON Schema, `-5.0` and `1e3` are integers.
    public static func read(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout Int64, _ fault: inout Fault
    ) -> UnsafeRawPointer? {
        var magnitude: UInt64 = 0
        if end - p >= IntegerReader.lookahead {
            let negative = DecimalText.byte(p) == 0x2d
            if let cursor = IntegerReader.read(negative ? p + 1 : p, &magnitude) {
                value = negative ? 0 &- Int64(bitPattern: magnitude) : Int64(bitPattern: magnitude)
                return cursor
            }
        }
        var cursor = p
        guard let text = DecimalText(&cursor, end, &fault) else { return nil }
        guard let magnitude = IntegerReader.integer(text, scale: 0) else {
            fault = .range
            return nil
        }
        value = text.negative ? 0 &- Int64(bitPattern: magnitude) : Int64(bitPattern: magnitude)
        return cursor
    }
}

enum IntegerReader {
    /// How many bytes from its start, sign included, `read` may load.
    static let lookahead = 18
    static let valueMax: UInt64 = 1 &<< 53 &- 1

    /// Reads up to fifteen digits that neither a point nor an exponent follows, with `lookahead` bytes to load.
    @inline(__always)
    static func read(_ p: UnsafeRawPointer, _ value: inout UInt64) -> UnsafeRawPointer? {
        let first = EightDigits.load(p)
        var count = EightDigits.count(first)
        var result = EightDigits.gather(first, count: count)
        if count == 0 || (first & 0xff == 0x30 && count != 1) { return nil }
        if count == 8 {
            let second = EightDigits.load(p + 8)
            let more = EightDigits.count(second)
            if more == 8 { return nil }
            result =
                result &* SmallPowers.integers[unchecked: Int(truncatingIfNeeded: more)]
                &+ EightDigits.gather(second, count: more)
            count = 8 &+ more
        }
        let cursor = p + Int(truncatingIfNeeded: count)
        let next = DecimalText.byte(cursor)
        if next == 0x2e || next | 0x20 == 0x65 { return nil }
        value = result
        return cursor
    }

    /// The decimal times 10^scale, if that is an integer up to `valueMax`.
    @inline(never)
    static func integer(_ text: DecimalText, scale: Int) -> UInt64? {
        if text.mantissa == 0 { return 0 }
        if text.cut || text.leading &+ scale > 15 { return nil }
        var (value, exponent) = (text.mantissa, text.exponent &+ scale)
        while exponent < 0 {
            let (tenth, digit) = value.quotientAndRemainder(dividingBy: 10)
            if digit != 0 { return nil }
            value = tenth
            exponent &+= 1
        }
        while exponent > 0 {
            value &*= 10
            exponent &-= 1
        }
        return value <= valueMax ? value : nil
    }
}
