/// One buffer for all reads of a loop: the bytes are used where they lie, before the next read comes.
///
/// Around them is room to scribble on: a reader may write `headroom` bytes before the first byte and `padding`
/// after the last one.
struct ReadBuffer {
    static let capacity = 512 << 10
    static let headroom = 64
    static let padding = 64

    /// Where the kernel puts the first byte.
    let base: UnsafeMutableRawPointer

    init() {
        // Untouched pages cost nothing: only as much becomes real as one read ever brought.
        base =
            .allocate(byteCount: ReadBuffer.headroom + ReadBuffer.capacity + ReadBuffer.padding, alignment: 64)
            + ReadBuffer.headroom
    }

    func free() { (base - ReadBuffer.headroom).deallocate() }
}
