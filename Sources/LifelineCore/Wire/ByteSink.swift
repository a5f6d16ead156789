/// A reusable output buffer. `reserve` once, then store without checks; growth doubles.
public struct ByteSink: ~Copyable {
    /// The first byte. Moves when the sink grows.
    public private(set) var start: UnsafeMutableRawPointer
    /// One past the last byte written.
    public var cursor: UnsafeMutableRawPointer
    @usableFromInline var end: UnsafeMutableRawPointer

    /// Room for so many bytes: 4 KiB unless told, and at least 64.
    public init(capacity: Int = 4096) {
        start = .allocate(byteCount: max(capacity, 64), alignment: 16)
        cursor = start
        end = start + max(capacity, 64)
    }

    deinit { start.deallocate() }

    /// Bytes written.
    @inlinable @inline(__always) public var count: Int { cursor - start }
    /// Bytes it holds before it has to grow, written ones included.
    public var capacity: Int { end - start }

    /// What was written. Valid until the next write.
    @inlinable public var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: count)
    }

    @inlinable @inline(__always) public mutating func clear() { cursor = start }

    /// Forgets everything after the first `count` bytes.
    @inlinable public mutating func truncate(to count: Int) {
        if count >= 0, count < self.count { cursor = start + count }
    }

    /// Makes room for `count` more bytes.
    @inlinable @inline(__always) public mutating func reserve(_ count: Int) {
        if end - cursor < count { grow(count) }
    }

    @usableFromInline @inline(never) mutating func grow(_ count: Int) {
        let used = self.count
        let capacity = max((end - start) * 2, used + count)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        larger.copyMemory(from: start, byteCount: used)
        start.deallocate()
        start = larger
        cursor = larger + used
        end = larger + capacity
    }

    /// Copies `bytes` behind what was written.
    @inlinable public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        cursor.copyMemory(from: source, byteCount: bytes.count)
        cursor += bytes.count
    }

    /// Writes one byte.
    @inlinable public mutating func append(_ byte: UInt8) {
        reserve(1)
        cursor.storeBytes(of: byte, as: UInt8.self)
        cursor += 1
    }

    /// Writes the text's UTF-8.
    @inlinable public mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
