/// A value scaled by the power of ten that puts the spacing of its neighbours between 0.1 and 1.
///
/// If an integer is within half a spacing of the value, it is the shortest decimal, less its trailing zeros. Otherwise
/// the shortest has one more digit, rounded. The part may be some units short of exact.
struct ScaledSpacing {
    /// The integer below the value.
    var whole: UInt64
    /// The rest of the value and half a spacing, in units of 2^-64.
    var part: UInt64
    var half: UInt64

    /// The integer and the digit after it, 0 if there is none; nil if `slack` units could change them.
    ///
    /// Has no branch but for the doubtful: for random values the processor could only guess.
    @inline(__always)
    func shortest(slack: UInt64) -> (whole: UInt64, digit: UInt64)? {
        let (digit, rest) = part.multipliedFullWidth(by: 10)
        // How far the nearest integer is, and all ones if it is the one above.
        let above = UInt64(bitPattern: Int64(bitPattern: part) &>> 63)
        let (excess, isShort) = ((part ^ above) &- above).subtractingReportingOverflow(half)
        if excess &+ slack <= 2 &* slack || rest &+ (1 &<< 63) &+ slack <= 2 &* slack { return nil }
        let short: UInt64 = isShort ? .max : 0
        return (whole &- (above & short), (digit &+ rest &>> 63) & ~short)
    }
}
