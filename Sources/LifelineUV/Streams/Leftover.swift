/// What is left of a read whose owner paused in the middle of it: bytes with the same room around them as a read has.
///
/// A reader that goes on and pauses again moves `unread` forward; the bytes are copied once, however often that is.
public final class Leftover {
    private let room: UnsafeMutableRawBufferPointer
    /// What nobody has looked at yet. Yours to change, as the bytes of a read are.
    public private(set) var unread: UnsafeMutableRawBufferPointer

    /// All of `bytes` is unread.
    public init(copying bytes: UnsafeRawBufferPointer) {
        room = .allocate(byteCount: ReadBuffer.headroom + bytes.count + ReadBuffer.padding, alignment: 64)
        unread = UnsafeMutableRawBufferPointer(rebasing: room[ReadBuffer.headroom..<ReadBuffer.headroom + bytes.count])
        unread.copyMemory(from: bytes)
    }

    deinit { room.deallocate() }

    /// Keeps the last `count` bytes only.
    public func keep(last count: Int) {
        precondition(count <= unread.count, "what was read does not come back: keep at most what is unread")
        unread = UnsafeMutableRawBufferPointer(rebasing: unread.suffix(count))
    }
}
