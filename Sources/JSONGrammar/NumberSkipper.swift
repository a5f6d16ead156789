extension JSONNumber {
    /// Passes over one number with every check that `read` makes for a double, but does not make the value.
    public static func skip(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ fault: inout Fault
    ) -> UnsafeRawPointer? {
        if end - p >= NumberSkipper.lookahead, let cursor = NumberSkipper.skip(p) { return cursor }
        return NumberSkipper.skipCarefully(p, end, &fault)
    }
}

enum NumberSkipper {
    /// How many bytes from its start `skip` may load.
    static let lookahead = 42

    /// Passes over up to fifteen digits, a point and up to twenty-three decimals.
    @inline(__always)
    static func skip(_ p: UnsafeRawPointer) -> UnsafeRawPointer? {
        var cursor = DecimalText.byte(p) == 0x2d ? p + 1 : p
        let first = EightDigits.load(cursor)
        var count = EightDigits.count(first)
        if count == 0 || (first & 0xff == 0x30 && count != 1) { return nil }
        if count == 8 {
            count &+= EightDigits.count(EightDigits.load(cursor + 8))
            if count == 16 { return nil }
        }
        cursor += Int(truncatingIfNeeded: count)
        if DecimalText.byte(cursor) == 0x2e {
            cursor += 1
            var decimals = EightDigits.count(EightDigits.load(cursor))
            if decimals == 0 { return nil }
            if decimals == 8 {
                decimals &+= EightDigits.count(EightDigits.load(cursor + 8))
                if decimals == 16 {
                    decimals &+= EightDigits.count(EightDigits.load(cursor + 16))
                    if decimals == 24 { return nil }
                }
            }
            cursor += Int(truncatingIfNeeded: decimals)
        }
        return DecimalText.byte(cursor) | 0x20 == 0x65 ? nil : cursor
    }

    @inline(never)
    static func skipCarefully(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ fault: inout JSONNumber.Fault
    ) -> UnsafeRawPointer? {
        var cursor = p
        guard let text = DecimalText(&cursor, end, &fault) else { return nil }
        if text.mantissa == 0 || text.leading < 308 { return cursor }
        if text.leading > 308 || BinaryRounding.double.nearest(text) == nil {
            fault = .range
            return nil
        }
        return cursor
    }
}
