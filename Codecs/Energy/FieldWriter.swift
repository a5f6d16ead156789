public import LifelineCore

/// Writes the fields of a message or a row. `Room` was reserved before: no store is checked, no cursor is in memory
/// once the walk is inlined, and the places in the fixed region are constants.
///
/// What calls out of line gets values and gives values: a pointer to the writer would pin it to memory.
@usableFromInline struct FieldWriter: ~Copyable, FieldSkipper {
    /// Offsets count from here.
    @usableFromInline let frame: UnsafeMutableRawPointer
    @usableFromInline let fixed: UnsafeMutableRawPointer
    /// Told what is wrong with which field, by the walk that comes after one that failed.
    @usableFromInline let fault: UnsafeMutablePointer<Fault>?
    /// Where the tail ends, from the frame's start.
    @usableFromInline var offset: Int
    @usableFromInline var presence: UInt64 = 0
    /// Bit 63: a value that cannot be sent.
    @usableFromInline var unfit: UInt64 = 0
    @usableFromInline var at = 0
    @usableFromInline var index: UInt64 = 0
    /// Any bit: a double that is not finite.
    @usableFromInline var unfitDoubles = SIMD2<UInt64>()
    /// A double that waits for a neighbour to be checked and stored with.
    @usableFromInline var double: UInt64 = 0
    @usableFromInline var doubleAt = -1

    @inlinable @inline(__always)
    init(
        _ frame: UnsafeMutableRawPointer, fixed: UnsafeMutableRawPointer, fixedBytes: Int,
        _ fault: UnsafeMutablePointer<Fault>?
    ) {
        self.frame = frame
        self.fixed = fixed
        self.fault = fault
        offset = (fixed - frame) &+ fixedBytes
    }

    @inlinable @inline(__always) var tail: UnsafeMutableRawPointer { frame + offset }

    /// The place of the next field.
    @inlinable @inline(__always)
    mutating func place(_ size: Int, isPresent: Bool) -> Int {
        let place = Frame.align(at, to: size)
        at = place &+ size
        presence |= (isPresent ? 1 : 0) << index
        index &+= 1
        return place
    }

    /// Whoever comes first in eight bytes stores all eight, so that the gaps after it are zero.
    @inlinable @inline(__always)
    func put(_ bits: UInt64, _ place: Int, _ size: Int) {
        Bits.store(bits, fixed + place, place & 7 == 0 ? 8 : size)
    }

    /// Pads with zeros. Up to eight bytes after the tail are overwritten.
    @inlinable @inline(__always)
    mutating func align(to alignment: Int) {
        tail.storeBytes(of: 0, as: UInt64.self)
        offset = Frame.align(offset, to: alignment)
    }

    /// Doubles mostly come in rows: two at a time cost as much as one. `flush` at the end of the walk.
    @inlinable @inline(__always)
    mutating func put(double bits: UInt64, _ place: Int) {
        guard doubleAt >= 0, doubleAt &+ 8 == place else {
            flush()
            double = bits
            doubleAt = place
            return
        }
        let two = unsafeBitCast(SIMD2(double, bits), to: SIMD2<Double>.self)
        (fixed + doubleAt).storeBytes(of: two + SIMD2(), as: SIMD2<Double>.self)
        // 0, or not a number; integers would be taken apart into two registers.
        unfitDoubles |= unsafeBitCast(two - two, to: SIMD2<UInt64>.self)
        doubleAt = -1
    }

    @inlinable @inline(__always)
    mutating func flush() {
        guard doubleAt >= 0 else { return }
        unfit |= Bits.unfit(double: double)
        put(Bits.plain(double, .f64), doubleAt, 8)
        doubleAt = -1
    }

    /// False if something cannot be sent.
    @inlinable @inline(__always)
    var isFit: Bool { Int64(bitPattern: unfit) >= 0 && unfitDoubles[0] | unfitDoubles[1] == 0 }

    @inlinable @inline(__always)
    mutating func check(_ unfit: UInt64, _ shape: Shape, _ key: StaticString) {
        self.unfit |= unfit
        if let fault, Int64(bitPattern: unfit) < 0 { fault.pointee.note(.unfit(shape), at: 0, key) }
    }

    /// A place that says nothing.
    @inlinable @inline(__always)
    mutating func skip(_ shape: Shape) {
        flush()
        put(0, place(shape.size, isPresent: false), shape.size)
    }

    @inlinable @inline(__always)
    mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        let place = place(T.shape.size, isPresent: T.isOptional ? value.isPresent : true)
        let bits = value.bits
        if T.shape == .f64, fault == nil { return put(double: bits, place) }
        flush()
        check(Bits.unfit(bits, T.shape), T.shape, key)
        put(Bits.plain(bits, T.shape), place, T.shape.size)
    }

    @inlinable @inline(__always)
    mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        flush()
        let place = place(8, isPresent: W.isOptional ? value.isPresent : true)
        value.storage.utf8.withContiguousStorageIfAvailable { utf8 in
            put(Frame.reference(offset: utf8.isEmpty ? 0 : offset, count: utf8.count), place, 8)
            Run.copy(utf8.baseAddress, to: tail, utf8.count)
            offset &+= utf8.count
        }
    }

    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ value: inout Bytes) {
        bytes(value.storage, isPresent: true)
    }
    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ value: inout Document) {
        bytes(value.json, isPresent: true)
    }
    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ value: inout Document?) {
        bytes(value?.json ?? [], isPresent: value != nil)
    }

    @inlinable @inline(__always)
    mutating func bytes(_ bytes: borrowing [UInt8], isPresent: Bool) {
        let place = place(8, isPresent: isPresent)
        let count = bytes.count
        put(Frame.reference(offset: count == 0 ? 0 : offset, count: count), place, 8)
        bytes.withUnsafeBufferPointer { Run.copy($0.baseAddress, to: tail, count) }
        offset &+= count
    }
}
