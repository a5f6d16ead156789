/// The question most text answers with yes: are these bytes below 0x80?
public enum ASCII {
    /// True if no byte that went into an OR of words has its top bit set.
    @inlinable @inline(__always)
    public static func holds(_ gathered: UInt64) -> Bool { gathered & 0x8080_8080_8080_8080 == 0 }

    /// The OR of all `count` bytes, in words. Reads nothing outside of them.
    @inlinable @inline(__always)
    public static func gathered(_ bytes: UnsafeRawPointer, count: Int) -> UInt64 {
        if count >= 32 {
            let last = count &- 32
            var sum = bytes.loadUnaligned(fromByteOffset: last, as: SIMD4<UInt64>.self)
            var i = 0
            while i < last {
                sum |= bytes.loadUnaligned(fromByteOffset: i, as: SIMD4<UInt64>.self)
                i &+= 32
            }
            return Mask.folded(sum)
        }
        if count >= 8 {
            let last = count &- 8
            var sum = bytes.loadUnaligned(fromByteOffset: last, as: UInt64.self)
            var i = 0
            while i < last {
                sum |= bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
                i &+= 8
            }
            return sum
        }
        var sum: UInt8 = 0
        var i = 0
        while i < count {
            sum |= bytes.load(fromByteOffset: i, as: UInt8.self)
            i &+= 1
        }
        return UInt64(sum)
    }
}
