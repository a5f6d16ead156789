/// The shortest decimal, decided exactly: Schubfach, for the values the quick writers leave.
struct ExactDecimal {
    /// The value is digits x 10^exponent.
    var digits: UInt64
    var exponent: Int

    /// The shortest decimal that rounds to significand x 2^exponent, and of those the nearest to it.
    ///
    /// `powerOfTwo` says that the spacing below the value is half the spacing above.
    static func shortest(_ significand: UInt64, exponent: Int, powerOfTwo: Bool) -> ExactDecimal {
        if significand == 0 { return ExactDecimal(digits: 0, exponent: 0) }
        // The largest power of ten not above the width of the interval of values that round to this one.
        let scale = (exponent &* 1_262_611 &- (powerOfTwo ? 524_031 : 0)) &>> 22
        let shift = UInt64(truncatingIfNeeded: exponent &+ (scale &* -1_741_647) &>> 19 &+ 1)
        let power = PowersOfTen.words[0 &- scale &- PowersOfTen.smallest]
        let exact = scale <= 0 && scale >= -55
        let four = 4 &* significand
        // The value and the ends of its interval, times four, with a sticky last bit.
        let value = scaled(four &<< shift, power, exact)
        let odd = significand & 1
        let lower = scaled((four &- (powerOfTwo ? 1 : 2)) &<< shift, power, exact) &+ odd
        let upper = scaled((four &+ 2) &<< shift, power, exact) &- odd

        let floor = value &>> 2
        let tens = floor / 10
        if tens > 0, lower <= 40 &* tens || 40 &* tens &+ 40 <= upper {
            return ExactDecimal(digits: lower <= 40 &* tens ? tens : tens &+ 1, exponent: scale &+ 1)
        }
        let down = lower <= 4 &* floor
        let up = 4 &* floor &+ 4 <= upper
        if down != up { return ExactDecimal(digits: down ? floor : floor &+ 1, exponent: scale) }
        let middle = 4 &* floor &+ 2
        let above = value > middle || (value == middle && floor & 1 == 1)
        return ExactDecimal(digits: above ? floor &+ 1 : floor, exponent: scale)
    }

    /// The top word of a product by a power of ten; the last bit also stands for any remainder.
    private static func scaled(_ value: UInt64, _ power: (high: UInt64, low: UInt64), _ exact: Bool) -> UInt64 {
        let product = value.multipliedFullWidth(by: power.high)
        // An inexact power is rounded up, which the proof of the method wants.
        let below = value.multipliedFullWidth(by: power.low &+ (exact ? 0 : 1)).high
        let (middle, carry) = product.low.addingReportingOverflow(below)
        return (product.high &+ (carry ? 1 : 0)) | (middle > 1 ? 1 : 0)
    }

    /// Writes the text ECMAScript gives this decimal.
    func write(to p: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        if digits == 0 {
            p.storeBytes(of: 0x30, as: UInt8.self)
            return p + 1
        }
        var (digits, exponent) = (digits, exponent)
        while digits.isMultiple(of: 10) {
            digits /= 10
            exponent &+= 1
        }
        var count = 0
        while count < 17, digits >= SmallPowers.integers[count] { count &+= 1 }
        digits &*= SmallPowers.integers[17 &- count]
        let sixteen = digits / 10
        let high = sixteen / 100_000_000
        let layout = DecimalLayout(
            high: EightDigits.spread(high) | EightDigits.ascii,
            low: EightDigits.spread(sixteen &- high &* 100_000_000) | EightDigits.ascii,
            last: UInt8(truncatingIfNeeded: digits &- sixteen &* 10) | 0x30, count: count, point: count &+ exponent)
        return layout.write(to: p)
    }
}
