/// A binary floating-point format and the exact rounding of decimals to it.
struct BinaryRounding {
    /// Bits of the significand, the hidden one included.
    var precision: Int
    /// The exponents of the smallest and the largest normal value, as powers of two.
    var smallest: Int
    var largest: Int

    static let double = BinaryRounding(precision: 53, smallest: -1_022, largest: 1_023)
    static let float = BinaryRounding(precision: 24, smallest: -126, largest: 127)

    /// The bit pattern of the positive value nearest to `text`, ties to even; nil if that is infinite.
    func nearest(_ text: DecimalText) -> UInt64? {
        if text.mantissa == 0 { return 0 }
        // Below half the least subnormal double, or above the largest double: neither format can tell any more.
        if text.leading < -324 { return 0 }
        if text.leading > 308 { return nil }

        // The value lies in estimate ..< estimate + width, an estimate of 128 bits.
        let zeros = text.mantissa.leadingZeroBitCount
        let normal = text.mantissa &<< UInt64(truncatingIfNeeded: zeros)
        let power = PowersOfTen.words[text.exponent &- PowersOfTen.smallest]
        let product = normal.multipliedFullWidth(by: power.high)
        let below = normal.multipliedFullWidth(by: power.low).high
        let estimate = (UInt128(product.high) &<< 64 | UInt128(product.low)) &+ UInt128(below)
        let width = text.cut ? (UInt128(power.high) &+ 1) &<< UInt128(zeros) &+ 3 : 2

        // How many low bits the format drops.
        let unused = estimate.leadingZeroBitCount
        let binary = (text.exponent &* 1_741_647) &>> 19 &+ 64 &- zeros &- unused
        let dropped = 128 &- unused &- precision &+ Swift.max(0, smallest &- binary)
        if dropped > 128 { return 0 }
        let floor = UInt64(truncatingIfNeeded: estimate >> dropped)
        let rest = dropped == 128 ? estimate : estimate & ((1 &<< UInt128(dropped)) &- 1)
        let half: UInt128 = 1 &<< UInt128(dropped &- 1)
        let up: Bool
        if rest > half {
            up = true
        } else if half &- rest >= width {
            up = false
        } else {
            let least = Swift.max(binary, smallest) &- precision &+ 1
            let order = Self.compare(text, 2 &* floor &+ 1, least &- 1)
            up = order > 0 || (order == 0 && floor & 1 == 1)
        }
        let significand = floor &+ (up ? 1 : 0)
        // The hidden bit, and a carry out of the significand, add one to the exponent field.
        let field = UInt64(truncatingIfNeeded: Swift.max(0, binary &- smallest))
        let bits = field &<< UInt64(precision &- 1) &+ significand
        let infinity = UInt64(truncatingIfNeeded: largest &- smallest &+ 2) &<< UInt64(precision &- 1)
        return bits < infinity ? bits : nil
    }

    /// More digits than any middle between two doubles has; the rest only count as more than nothing.
    private static let digitsMax = 800

    /// Compares the decimal with significand x 2^exponent.
    @inline(never)
    private static func compare(_ text: DecimalText, _ significand: UInt64, _ exponent: Int) -> Int {
        var decimal = BigNatural(0)
        var ten = text.exponent
        var cursor = text.first
        var taken = 0
        var (chunk, scale): (UInt64, UInt64) = (0, 1)
        while cursor < text.last, taken < digitsMax {
            let digit = DecimalText.byte(cursor) &- 0x30
            cursor += 1
            if digit > 9 { continue }
            chunk = chunk &* 10 &+ UInt64(digit)
            scale &*= 10
            taken &+= 1
            if taken % DecimalText.mantissaDigitsMax == 0 {
                decimal.multiply(by: scale, adding: chunk)
                (chunk, scale) = (0, 1)
            }
        }
        decimal.multiply(by: scale, adding: chunk)
        ten &-= taken &- Swift.min(text.count, DecimalText.mantissaDigitsMax)
        if taken < text.count, anyDigit(cursor, text.last) {
            decimal.multiply(by: 10, adding: 1)
            ten &-= 1
        }
        var binary = BigNatural(significand)
        if ten < 0 { binary.multiply(byPowerOfFive: 0 &- ten) } else { decimal.multiply(byPowerOfFive: ten) }
        let shift = exponent &- ten
        if shift < 0 { decimal.shift(left: 0 &- shift) } else { binary.shift(left: shift) }
        return decimal.compare(binary)
    }

    private static func anyDigit(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) -> Bool {
        var cursor = start
        while cursor < end {
            let byte = DecimalText.byte(cursor)
            if byte != 0x30, byte != 0x2e { return true }
            cursor += 1
        }
        return false
    }
}
