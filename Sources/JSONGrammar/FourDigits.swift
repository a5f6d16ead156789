/// Up to four decimal digits in the low half of a word, as in `EightDigits`.
enum FourDigits {
    @inline(__always)
    static func load(_ p: UnsafeRawPointer) -> UInt64 {
        UInt64(UInt32(littleEndian: p.loadUnaligned(as: UInt32.self)))
    }

    /// How many of the four bytes come before the first that is not an ASCII digit.
    @inline(__always)
    static func count(_ bytes: UInt64) -> UInt64 {
        let values = bytes ^ 0x3030_3030
        let others = ((values &+ 0x7676_7676) | values | 1 &<< 39) & 0x80_8080_8080
        return UInt64(truncatingIfNeeded: others.trailingZeroBitCount) &>> 3
    }

    /// The value of the first `count` digits of `bytes`, of which there may be none.
    @inline(__always)
    static func gather(_ bytes: UInt64, count: UInt64) -> UInt64 {
        let digits = ((bytes ^ 0x3030_3030) &<< (32 &- 8 &* count)) & 0xffff_ffff
        let twos = ((digits &* ((10 &<< 8) | 1)) &>> 8) & 0x00ff_00ff
        return ((twos &* ((100 &<< 16) | 1)) &>> 16) & 0xffff
    }
}
