import LifelineCore

/// The frame's numbers: where the header's fields lie, and what they hold.
@usableFromInline enum Frame {
    @inlinable @inline(__always) static var channelAt: Int { 8 }
    @inlinable @inline(__always) static var referenceAt: Int { 12 }
    @inlinable @inline(__always) static var seqAt: Int { 16 }
    @inlinable @inline(__always) static var timeAt: Int { 24 }
    @inlinable @inline(__always) static var tickAt: Int { 32 }
    @inlinable @inline(__always) static var fixedBytesAt: Int { 36 }
    @inlinable @inline(__always) static var flagsAt: Int { 38 }
    @inlinable @inline(__always) static var presenceAt: Int { 40 }
    /// The fixed region starts here.
    @inlinable @inline(__always) static var headerBytes: Int { 48 }
    /// A batch has one field: where its frames start, and how many they are.
    @inlinable @inline(__always) static var batchHeaderBytes: Int { 56 }

    /// Offsets are u32.
    @inlinable @inline(__always) static var bytesMax: Int { 0xFFFF_FFFF }
    /// How deep a list goes below its message: it, and packed parts in it. Tables and items look for themselves.
    @inlinable @inline(__always) static var nesting: Int { 2 }
    /// Presence has 64 bits.
    @inlinable @inline(__always) static var fieldsMax: Int { 64 }

    @inlinable @inline(__always) static var magic: UInt8 { 0xFB }
    @inlinable @inline(__always) static var version: UInt8 { 1 }
    /// The flags an envelope has; the others say something about the type, or nothing yet.
    @inlinable @inline(__always) static var envelopeFlags: UInt16 { 7 }
    @inlinable @inline(__always) static var textFlag: UInt16 { 8 }

    /// The first eight bytes: magic, version, kind, length.
    @inlinable @inline(__always) static func signature(kind: UInt16, length: Int) -> UInt64 {
        UInt64(magic) | UInt64(version) << 8 | UInt64(kind) << 16 | UInt64(truncatingIfNeeded: length) << 32
    }

    /// Where something in the tail lies, as its field says it.
    @inlinable @inline(__always) static func reference(offset: Int, count: Int) -> UInt64 {
        UInt64(truncatingIfNeeded: offset) | UInt64(truncatingIfNeeded: count) << 32
    }

    @inlinable @inline(__always) static func align(_ offset: Int, to alignment: Int) -> Int {
        (offset &+ (alignment &- 1)) & ~(alignment &- 1)
    }
}
