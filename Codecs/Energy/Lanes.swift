public import LifelineCore

/// Copies of many numbers at once. Like `Bits`: −0 becomes 0, and bit 63 of the answer is set if one is not finite.
@usableFromInline enum Lanes {
    @inlinable @inline(__always)
    static func copy(
        _ shape: Shape, _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int
    ) -> UInt64 {
        switch shape {
        case .f32: return floats(from, to, count)
        case .f64: return doubles(from, to, count)
        default:
            to.copyMemory(from: from, byteCount: count &* shape.size)
            return 0
        }
    }

    /// Four at a time; what is left over at the end is done by four that overlap those before.
    @inlinable @inline(__always)
    static func floats(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int) -> UInt64 {
        guard count >= 4 else { return few(floats: from, to, count) }
        var sum = SIMD4<UInt32>()
        let last = (count &- 4) &* 4
        var at = 0
        repeat {
            sum |= four(from + at, to + at)
            at &+= 16
        } while at < last
        sum |= four(from + last, to + last)
        let pairs = unsafeBitCast(sum, to: SIMD2<UInt64>.self)
        let both = pairs[0] | pairs[1]
        return both | both << 32
    }

    @inlinable @inline(__always)
    static func four(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer) -> SIMD4<UInt32> {
        let bits = from.loadUnaligned(as: SIMD4<UInt32>.self)
        to.storeBytes(of: unsafeBitCast(bits, to: SIMD4<Float>.self) + SIMD4<Float>(), as: SIMD4<Float>.self)
        return (bits & 0x7FFF_FFFF) &+ (1 << 23)
    }

    @inlinable @inline(__always)
    static func few(floats from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int) -> UInt64 {
        var unfit: UInt64 = 0
        if count >= 1 { unfit |= one(from, to, 4) }
        if count >= 2 { unfit |= one(from + 4, to + 4, 4) }
        if count >= 3 { unfit |= one(from + 8, to + 8, 4) }
        return unfit
    }

    @inlinable @inline(__always)
    static func one(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ size: Int) -> UInt64 {
        let bits = Bits.load(from, size)
        let shape: Shape = size == 4 ? .f32 : .f64
        Bits.store(Bits.plain(bits, shape), to, size)
        return Bits.unfit(bits, shape)
    }

    @inlinable @inline(__always)
    static func doubles(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int) -> UInt64 {
        guard count >= 2 else { return count < 1 ? 0 : one(from, to, 8) }
        var sum = SIMD2<UInt64>()
        let last = (count &- 2) &* 8
        var at = 0
        repeat {
            sum |= two(from + at, to + at)
            at &+= 16
        } while at < last
        sum |= two(from + last, to + last)
        return sum[0] | sum[1]
    }

    @inlinable @inline(__always)
    static func two(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer) -> SIMD2<UInt64> {
        let bits = from.loadUnaligned(as: SIMD2<UInt64>.self)
        to.storeBytes(of: unsafeBitCast(bits, to: SIMD2<Double>.self) + SIMD2<Double>(), as: SIMD2<Double>.self)
        return (bits & (~0 >> 1)) &+ (1 << 52)
    }
}
