/// A run of bytes in the tail.
@usableFromInline enum Run {
    /// Copies `count` bytes. Identifiers are mostly 8 to 16 bytes: two moves that overlap.
    @inlinable @inline(__always)
    static func copy(_ from: UnsafePointer<UInt8>?, to: UnsafeMutableRawPointer, _ count: Int) {
        guard let from = UnsafeRawPointer(from) else { return }
        if count >= 8, count <= 16 {
            let first = from.loadUnaligned(as: UInt64.self)
            let last = (from + (count &- 8)).loadUnaligned(as: UInt64.self)
            to.storeBytes(of: first, as: UInt64.self)
            (to + (count &- 8)).storeBytes(of: last, as: UInt64.self)
        } else {
            to.copyMemory(from: from, byteCount: count)
        }
    }

    @inlinable @inline(__always)
    static func equal(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> Bool {
        guard count >= 8 else { return equal(short: a, b, count) }
        guard count <= 16 else { return equal(long: a, b, count) }
        let first = a.loadUnaligned(as: UInt64.self) ^ b.loadUnaligned(as: UInt64.self)
        let last =
            (a + (count &- 8)).loadUnaligned(as: UInt64.self) ^ (b + (count &- 8)).loadUnaligned(as: UInt64.self)
        return first | last == 0
    }

    @inlinable @inline(never)
    static func equal(short a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> Bool {
        for i in 0..<count
        where a.load(fromByteOffset: i, as: UInt8.self) != b.load(fromByteOffset: i, as: UInt8.self) {
            return false
        }
        return true
    }

    @inlinable @inline(never)
    static func equal(long a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> Bool {
        var at = 0
        while at &+ 16 <= count {
            guard equal(a + at, b + at, 16) else { return false }
            at &+= 16
        }
        return equal(a + (count &- 16), b + (count &- 16), 16)
    }
}
