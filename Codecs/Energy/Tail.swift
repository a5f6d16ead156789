/// The bytes behind the fixed region, taken from front to back.
@usableFromInline struct Tail {
    @usableFromInline let frame: UnsafeRawPointer
    @usableFromInline let length: Int
    /// Where the next item may start. Only grows: items do not overlap, and the work is bounded by the bytes.
    @usableFromInline var floor: Int

    @inlinable @inline(__always)
    init(frame: UnsafeRawPointer, length: Int, floor: Int) {
        self.frame = frame
        self.length = length
        self.floor = floor
    }

    /// What the field at `place` refers to; nil if it lies where the writer would not have put it.
    @inlinable @inline(__always)
    mutating func item(
        _ place: UnsafeRawPointer, stride: Int, alignment: Int
    ) -> UnsafeRawBufferPointer? {
        let reference = place.loadUnaligned(as: UInt64.self)
        let offset = Int(truncatingIfNeeded: reference & 0xFFFF_FFFF)
        let bytes = Int(truncatingIfNeeded: reference >> 32) &* stride
        guard bytes > 0 else { return offset == 0 ? UnsafeRawBufferPointer(start: frame, count: 0) : nil }
        guard take(offset, bytes, alignment) else { return nil }
        return UnsafeRawBufferPointer(start: frame + offset, count: bytes)
    }

    /// False if `bytes` at `offset` are not ahead, in place and within the frame.
    @inlinable @inline(__always)
    mutating func take(_ offset: Int, _ bytes: Int, _ alignment: Int) -> Bool {
        guard _fastPath(offset >= floor && offset & (alignment &- 1) == 0 && bytes <= length &- offset) else {
            return false
        }
        floor = offset &+ bytes
        return true
    }
}
