/// A number so close to the end of its text that the quick readers must not look ahead: they look at a copy, with zeros
/// behind it. Every message ends with such numbers.
enum NumberTail {
    static let bytesMax = 64

    /// Calls `read` with a copy of `p ..< end`, which is shorter than `lookahead`, and moves its cursor back.
    @inline(__always)
    static func read(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer,
        _ read: (UnsafeRawPointer, UnsafeRawPointer) -> UnsafeRawPointer?
    ) -> UnsafeRawPointer? {
        let count = end - p
        guard count > 0, count <= bytesMax / 2 else { return nil }
        var room = InlineArray<8, UInt64>(repeating: 0)
        return withUnsafeMutableBytes(of: &room) { room in
            guard let start = room.baseAddress else { return nil }
            start.copyMemory(from: p, byteCount: count)
            return read(UnsafeRawPointer(start), UnsafeRawPointer(start) + bytesMax).map {
                p + ($0 - UnsafeRawPointer(start))
            }
        }
    }
}
