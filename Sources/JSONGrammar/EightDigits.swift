/// Eight decimal digits in one word, the first digit in the lowest byte, as memory has them.
enum EightDigits {
    @inline(__always)
    static var ascii: UInt64 { 0x3030_3030_3030_3030 }

    @inline(__always)
    static func load(_ p: UnsafeRawPointer) -> UInt64 {
        UInt64(littleEndian: p.loadUnaligned(as: UInt64.self))
    }

    @inline(__always)
    static func store(_ word: UInt64, _ p: UnsafeMutableRawPointer) {
        p.storeBytes(of: word.littleEndian, as: UInt64.self)
    }

    /// The digits, 0...9 in each byte, of a value below 10^8. Halves the groups: 8, 4 + 4, 2 + 2 + 2 + 2, 1 x 8.
    @inline(__always)
    static func spread(_ value: UInt64) -> UInt64 {
        let thousands = (value &* 109_951_163) &>> 40
        let fours = (value &<< 32) &- thousands &* ((10_000 &<< 32) &- 1)
        let hundreds = ((fours &* 10_486) &>> 20) & 0x0000_007f_0000_007f
        let twos = (fours &<< 16) &- hundreds &* ((100 &<< 16) &- 1)
        let tens = ((twos &* 103) &>> 10) & 0x000f_000f_000f_000f
        return (twos &<< 8) &- tens &* ((10 &<< 8) &- 1)
    }

    /// The inverse of `spread`.
    @inline(__always)
    static func gather(_ digits: UInt64) -> UInt64 {
        let twos = ((digits &* ((10 &<< 8) | 1)) &>> 8) & 0x00ff_00ff_00ff_00ff
        let fours = ((twos &* ((100 &<< 16) | 1)) &>> 16) & 0x0000_ffff_0000_ffff
        return (fours &* ((10_000 &<< 32) | 1)) &>> 32
    }

    /// How many of the eight bytes come before the first that is not an ASCII digit.
    @inline(__always)
    static func count(_ bytes: UInt64) -> UInt64 {
        let values = bytes ^ ascii
        let others = ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
        return UInt64(truncatingIfNeeded: others.trailingZeroBitCount) &>> 3
    }

    /// The value of the first `count` digits of `bytes`, of which there may be none.
    @inline(__always)
    static func gather(_ bytes: UInt64, count: UInt64) -> UInt64 {
        let half = 32 &- 4 &* count
        return gather((((bytes ^ ascii) &<< half) &<< half))
    }

    /// The value of the first `count` digits of `bytes`, at least one.
    @inline(__always)
    static func gather(_ bytes: UInt64, some count: UInt64) -> UInt64 {
        gather((bytes ^ ascii) &<< (64 &- 8 &* count))
    }
}
