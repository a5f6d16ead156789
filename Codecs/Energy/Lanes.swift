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

    @inlinable @inline(__always)
    static func floats(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int) -> UInt64 {
        var sum = SIMD4<UInt32>()
        var at = 0
        let bytes = count &* 4
        while at &+ 16 <= bytes {
            let four = from.loadUnaligned(fromByteOffset: at, as: SIMD4<UInt32>.self)
            sum |= (four & 0x7FFF_FFFF) &+ (1 << 23)
            let plain = unsafeBitCast(four, to: SIMD4<Float>.self) + SIMD4<Float>()
            (to + at).storeBytes(of: plain, as: SIMD4<Float>.self)
            at &+= 16
        }
        var unfit = UInt64((sum[0] | sum[1]) | (sum[2] | sum[3])) << 32
        while at < bytes {
            let one = UInt64(from.loadUnaligned(fromByteOffset: at, as: UInt32.self))
            unfit |= Bits.unfit(float: one)
            Bits.store(Bits.plain(one, .f32), to + at, 4)
            at &+= 4
        }
        return unfit
    }

    @inlinable @inline(__always)
    static func doubles(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int) -> UInt64 {
        var sum = SIMD2<UInt64>()
        var at = 0
        let bytes = count &* 8
        while at &+ 16 <= bytes {
            let two = from.loadUnaligned(fromByteOffset: at, as: SIMD2<UInt64>.self)
            sum |= (two & (~0 >> 1)) &+ (1 << 52)
            let plain = unsafeBitCast(two, to: SIMD2<Double>.self) + SIMD2<Double>()
            (to + at).storeBytes(of: plain, as: SIMD2<Double>.self)
            at &+= 16
        }
        var unfit = sum[0] | sum[1]
        if at < bytes {
            let one = from.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            unfit |= Bits.unfit(double: one)
            Bits.store(Bits.plain(one, .f64), to + at, 8)
        }
        return unfit
    }
}
