/// What stands in front of a payload we send.
public enum FrameHead {
    /// The largest head of a server, and of a client, which masks.
    public static let bytesMax = 10
    public static let bytesMaxMasked = 14

    /// The length of the head of a payload of `count` bytes.
    @inlinable @inline(__always)
    public static func count(payload count: Int, masked: Bool = false) -> Int {
        (count < 126 ? 2 : count <= 0xFFFF ? 4 : 10) &+ (masked ? 4 : 0)
    }

    /// Writes the head and returns its length. With a key (a client must give one, from the system's random source) the
    /// caller masks the payload by `Mask.apply`.
    @inlinable @inline(__always) @discardableResult
    public static func write(
        _ opcode: Opcode, payload count: Int, isFinal: Bool = true, key: UInt32? = nil,
        to target: UnsafeMutableRawPointer
    ) -> Int {
        precondition(count >= 0, "a payload has no negative length")
        let first = UInt16(opcode.rawValue) | (isFinal ? 0x80 : 0)
        let maskBit: UInt16 = key == nil ? 0 : 0x8000
        var head = 2
        if count < 126 {
            store(first | UInt16(truncatingIfNeeded: count) &<< 8 | maskBit, target, 0)
        } else if count <= 0xFFFF {
            store(first | 126 &<< 8 | maskBit, target, 0)
            store(UInt16(truncatingIfNeeded: count).byteSwapped, target, 2)
            head = 4
        } else {
            store(first | 127 &<< 8 | maskBit, target, 0)
            store(UInt64(truncatingIfNeeded: count).byteSwapped, target, 2)
            head = 10
        }
        guard let key else { return head }
        store(key, target, head)
        return head &+ 4
    }

    @inlinable @inline(__always)
    static func store<Word: FixedWidthInteger & BitwiseCopyable>(
        _ word: Word, _ target: UnsafeMutableRawPointer, _ offset: Int
    ) {
        target.storeBytes(of: word.littleEndian, toByteOffset: offset, as: Word.self)
    }
}
