/// A JSON number as text, taken apart byte by byte with every check: the path for all that the quick readers leave.
struct DecimalText {
    /// The first digit that is not zero, if there is one.
    var first: UnsafeRawPointer
    /// The end of the digits, before any exponent.
    var last: UnsafeRawPointer
    var negative = false
    /// The first nineteen significant digits; the value is at least mantissa x 10^exponent.
    var mantissa: UInt64 = 0
    var exponent = 0
    /// The number of significant digits, of which `mantissa` has up to nineteen.
    var count = 0
    /// Some digit that `mantissa` has no room for is not zero.
    var cut = false

    static let mantissaDigitsMax = 19

    /// The power of ten that the first digit stands for.
    var leading: Int { exponent &+ Swift.min(count, Self.mantissaDigitsMax) &- 1 }

    /// Takes apart the number at `p` and moves `p` behind it.
    init?(_ p: inout UnsafeRawPointer, _ end: UnsafeRawPointer, _ fault: inout JSONNumber.Fault) {
        first = p
        last = p
        var cursor = p
        if cursor < end, Self.byte(cursor) == 0x2d {
            negative = true
            cursor += 1
        }
        let start = cursor
        guard takeDigits(&cursor, end, afterPoint: false) else {
            fault = cursor == end ? .truncated : .syntax
            return nil
        }
        if Self.byte(start) == 0x30, cursor - start > 1 {
            fault = .syntax
            return nil
        }
        if cursor < end, Self.byte(cursor) == 0x2e {
            cursor += 1
            guard takeDigits(&cursor, end, afterPoint: true) else {
                fault = cursor == end ? .truncated : .syntax
                return nil
            }
        }
        last = cursor
        if cursor < end, Self.byte(cursor) | 0x20 == 0x65 {
            cursor += 1
            guard takeExponent(&cursor, end) else {
                fault = cursor == end ? .truncated : .syntax
                return nil
            }
        }
        p = cursor
    }

    @inline(__always)
    static func byte(_ p: UnsafeRawPointer) -> UInt8 { p.load(as: UInt8.self) }

    /// Takes digits while there are any; false if there is none.
    private mutating func takeDigits(
        _ cursor: inout UnsafeRawPointer, _ end: UnsafeRawPointer, afterPoint: Bool
    ) -> Bool {
        let start = cursor
        while cursor < end {
            let digit = Self.byte(cursor) &- 0x30
            if digit > 9 { break }
            if count < Self.mantissaDigitsMax {
                if mantissa == 0, digit != 0 { first = cursor }
                mantissa = mantissa &* 10 &+ UInt64(digit)
                count &+= mantissa == 0 ? 0 : 1
                exponent &-= afterPoint ? 1 : 0
            } else {
                cut = cut || digit != 0
                count &+= 1
                exponent &+= afterPoint ? 0 : 1
            }
            cursor += 1
        }
        return cursor > start
    }

    /// Takes a sign and digits. An exponent too long to count in a word has long since decided the value.
    private mutating func takeExponent(_ cursor: inout UnsafeRawPointer, _ end: UnsafeRawPointer) -> Bool {
        var down = false
        if cursor < end, Self.byte(cursor) == 0x2b || Self.byte(cursor) == 0x2d {
            down = Self.byte(cursor) == 0x2d
            cursor += 1
        }
        let start = cursor
        var value = 0
        while cursor < end {
            let digit = Self.byte(cursor) &- 0x30
            if digit > 9 { break }
            if value < 1 &<< 56 { value = value &* 10 &+ Int(digit) }
            cursor += 1
        }
        exponent &+= down ? 0 &- value : value
        return cursor > start
    }
}
