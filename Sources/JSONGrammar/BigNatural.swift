/// A natural number of up to 4096 bits, on the stack: enough to compare any decimal with the middle of two doubles.
struct BigNatural {
    private static let wordsMax = 64

    private var words = InlineArray<64, UInt64>(repeating: 0)
    /// Invariant: words from `count` up are zero, and the word below it is not.
    private var count = 0

    init(_ value: UInt64) {
        words[0] = value
        count = value == 0 ? 0 : 1
    }

    /// self = self x factor + term
    mutating func multiply(by factor: UInt64, adding term: UInt64 = 0) {
        var carry = term
        for index in 0..<count {
            let product = words[index].multipliedFullWidth(by: factor)
            let (low, overflow) = product.low.addingReportingOverflow(carry)
            words[index] = low
            carry = product.high &+ (overflow ? 1 : 0)
        }
        if carry != 0 {
            words[count] = carry
            count &+= 1
        }
    }

    mutating func multiply(byPowerOfFive exponent: Int) {
        var rest = exponent
        while rest >= 27 {
            multiply(by: 7_450_580_596_923_828_125)  // 5^27
            rest &-= 27
        }
        var factor: UInt64 = 1
        while rest > 0 {
            factor &*= 5
            rest &-= 1
        }
        multiply(by: factor)
    }

    mutating func shift(left bits: Int) {
        if count == 0 { return }
        multiply(by: 1 &<< UInt64(bits % 64))
        let whole = bits / 64
        if whole == 0 { return }
        for index in (0..<count).reversed() { words[index &+ whole] = words[index] }
        for index in 0..<whole { words[index] = 0 }
        count &+= whole
    }

    /// Less than zero, zero or more, as `self` is less than `other`, equal or more.
    func compare(_ other: BigNatural) -> Int {
        if count != other.count { return count < other.count ? -1 : 1 }
        for index in (0..<count).reversed() where words[index] != other.words[index] {
            return words[index] < other.words[index] ? -1 : 1
        }
        return 0
    }
}
