public import LifelineCore

/// Writes the fields of a message or a row. `Room` was reserved before: no store is checked, no cursor is in memory
/// once the walk is inlined, and the places in the fixed region are constants.
///
/// What calls out of line gets values and gives values: a pointer to the writer would pin it to memory.
@usableFromInline struct FieldWriter: ~Copyable, Visitor {
    /// Offsets count from here.
    @usableFromInline let frame: UnsafeMutableRawPointer
    @usableFromInline let fixed: UnsafeMutableRawPointer
    /// Notes the fault of each field, which nobody does before there is one.
    @usableFromInline let careful: Bool
    @usableFromInline let fault: UnsafeMutablePointer<Fault>
    /// One past the last byte of the tail.
    @usableFromInline var tail: UnsafeMutableRawPointer
    @usableFromInline var presence: UInt64 = 0
    /// Bit 63: a value that cannot be sent.
    @usableFromInline var unfit: UInt64 = 0
    @usableFromInline var at = 0
    @usableFromInline var index: UInt64 = 0

    @inlinable @inline(__always)
    init(
        _ frame: UnsafeMutableRawPointer, fixed: UnsafeMutableRawPointer, fixedBytes: Int, careful: Bool,
        _ fault: UnsafeMutablePointer<Fault>
    ) {
        self.frame = frame
        self.fixed = fixed
        self.careful = careful
        self.fault = fault
        tail = fixed + fixedBytes
    }

    /// Where the tail is, from the frame's start.
    @inlinable @inline(__always) var offset: Int { tail - frame }

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
        tail = frame + Frame.align(offset, to: alignment)
    }

    @inlinable @inline(__always)
    mutating func check(_ unfit: UInt64, _ shape: Shape, _ key: StaticString) {
        self.unfit |= unfit
        if careful, Int64(bitPattern: unfit) < 0 { fault.pointee.note(.unfit(shape), at: 0, key) }
    }

    @inlinable @inline(__always)
    mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        let place = place(T.shape.size, isPresent: T.isOptional ? value.isPresent : true)
        let bits = value.bits
        check(Bits.unfit(bits, T.shape), T.shape, key)
        put(Bits.plain(bits, T.shape), place, T.shape.size)
    }

    @inlinable @inline(__always)
    mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        let place = place(8, isPresent: W.isOptional ? value.isPresent : true)
        value.storage.utf8.withContiguousStorageIfAvailable { utf8 in
            put(Frame.reference(offset: utf8.isEmpty ? 0 : offset, count: utf8.count), place, 8)
            tail = Run.copy(utf8.baseAddress, to: tail, utf8.count)
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
        bytes.withUnsafeBufferPointer { tail = Run.copy($0.baseAddress, to: tail, count) }
    }
}
