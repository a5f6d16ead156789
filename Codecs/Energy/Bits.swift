public import LifelineCore

/// Checks of a scalar's bits that need no branch: bit 63 of the answer is set if JSON could not carry the value.
@usableFromInline enum Bits {
    @inlinable @inline(__always) static func unfit(_ bits: UInt64, _ shape: Shape) -> UInt64 {
        switch shape {
        case .f64: unfit(double: bits)
        case .f32: unfit(float: bits)
        case .u53: bits | (bits &+ ((1 << 63) &- (1 << 53)))
        case .time: unfit(time: bits)
        default: 0
        }
    }

    /// An exponent of ones carries into the sign's place.
    @inlinable @inline(__always) static func unfit(double bits: UInt64) -> UInt64 {
        (bits & (~0 >> 1)) &+ (1 << 52)
    }

    @inlinable @inline(__always) static func unfit(float bits: UInt64) -> UInt64 {
        ((bits & 0x7FFF_FFFF) &+ (1 << 23)) << 32
    }

    @inlinable @inline(__always) static func unfit(time bits: UInt64) -> UInt64 {
        let limit = UInt64(bitPattern: Timestamp.microsecondsMax)
        let shifted = bits &+ limit
        return shifted | ((2 &* limit) &- shifted)
    }

    /// −0 is 0; everything else is what it is.
    @inlinable @inline(__always) static func plain(_ bits: UInt64, _ shape: Shape) -> UInt64 {
        switch shape {
        case .f64: (Double(bitPattern: bits) + 0).bitPattern
        case .f32: UInt64((Float(bitPattern: UInt32(truncatingIfNeeded: bits)) + 0).bitPattern)
        default: bits
        }
    }

    @inlinable @inline(__always)
    static func load(_ place: UnsafeRawPointer, _ size: Int) -> UInt64 {
        switch size {
        case 1: UInt64(place.load(as: UInt8.self))
        case 2: UInt64(place.loadUnaligned(as: UInt16.self))
        case 4: UInt64(place.loadUnaligned(as: UInt32.self))
        default: place.loadUnaligned(as: UInt64.self)
        }
    }

    @inlinable @inline(__always)
    static func store(_ bits: UInt64, _ place: UnsafeMutableRawPointer, _ size: Int) {
        switch size {
        case 1: place.storeBytes(of: UInt8(truncatingIfNeeded: bits), as: UInt8.self)
        case 2: place.storeBytes(of: UInt16(truncatingIfNeeded: bits), as: UInt16.self)
        case 4: place.storeBytes(of: UInt32(truncatingIfNeeded: bits), as: UInt32.self)
        default: place.storeBytes(of: bits, as: UInt64.self)
        }
    }
}
