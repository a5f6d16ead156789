/// The client's XOR over payloads (RFC 6455 §5.3). A key is the four bytes as they stand on the wire, loaded as one
/// word of a little-endian machine.
public enum Mask {
    /// The key for bytes that begin `count` bytes further on.
    @inlinable @inline(__always)
    public static func rotated(_ key: UInt32, by count: Int) -> UInt32 {
        let shift = UInt32(truncatingIfNeeded: count & 3) &* 8
        return key &>> shift | key &<< ((32 &- shift) & 31)
    }

    /// Masks or unmasks `count` bytes where they lie. Returns the OR of all results: see `isASCII`.
    @inlinable @inline(__always) @discardableResult
    public static func apply(_ key: UInt32, to bytes: UnsafeMutableRawPointer, count: Int) -> UInt64 {
        apply(key, from: UnsafeRawPointer(bytes), to: bytes, count: count)
    }

    /// Masks or unmasks `count` bytes from one place to another, or to the same. Touches no byte outside of them.
    ///
    /// Whole blocks first; the last block is loaded before anything is stored and may overlap the one before it, so
    /// that no length needs a loop over single bytes.
    @inlinable @inline(__always) @discardableResult
    public static func apply(
        _ key: UInt32, from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, count: Int
    ) -> UInt64 {
        let wide = doubled(key)
        if count >= 32 {
            let last = count &- 32
            let keys = SIMD4<UInt64>(repeating: wide)
            let lastKeys = SIMD4<UInt64>(repeating: doubled(rotated(key, by: last)))
            let tail = source.loadUnaligned(fromByteOffset: last, as: SIMD4<UInt64>.self) ^ lastKeys
            var gathered = tail
            var i = 0
            while i < last {
                let block = source.loadUnaligned(fromByteOffset: i, as: SIMD4<UInt64>.self) ^ keys
                target.storeBytes(of: block, toByteOffset: i, as: SIMD4<UInt64>.self)
                gathered |= block
                i &+= 32
            }
            target.storeBytes(of: tail, toByteOffset: last, as: SIMD4<UInt64>.self)
            return folded(gathered)
        }
        if count >= 8 { return applyShort(wide, key, source, target, count) }
        return applyTiny(key, source, target, count)
    }

    /// 8 to 31 bytes: up to three words and one that overlaps.
    @inlinable @inline(__always)
    static func applyShort(
        _ wide: UInt64, _ key: UInt32, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int
    ) -> UInt64 {
        let last = count &- 8
        let tail = source.loadUnaligned(fromByteOffset: last, as: UInt64.self) ^ doubled(rotated(key, by: last))
        var gathered = tail
        var i = 0
        while i < last {
            let word = source.loadUnaligned(fromByteOffset: i, as: UInt64.self) ^ wide
            target.storeBytes(of: word, toByteOffset: i, as: UInt64.self)
            gathered |= word
            i &+= 8
        }
        target.storeBytes(of: tail, toByteOffset: last, as: UInt64.self)
        return gathered
    }

    /// 0 to 7 bytes.
    @inlinable @inline(__always)
    static func applyTiny(
        _ key: UInt32, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int
    ) -> UInt64 {
        var gathered: UInt8 = 0
        var key = key
        var i = 0
        while i < count {
            let byte = source.load(fromByteOffset: i, as: UInt8.self) ^ UInt8(truncatingIfNeeded: key)
            target.storeBytes(of: byte, toByteOffset: i, as: UInt8.self)
            gathered |= byte
            key = key &>> 8 | key &<< 24
            i &+= 1
        }
        return UInt64(gathered)
    }

    @inlinable @inline(__always)
    static func doubled(_ key: UInt32) -> UInt64 { UInt64(key) &<< 32 | UInt64(key) }

    @inlinable @inline(__always)
    static func folded(_ words: SIMD4<UInt64>) -> UInt64 {
        let half = words.lowHalf | words.highHalf
        return half[0] | half[1]
    }
}
