/// The first eight bytes of an energy frame: all that a link has to know of it to find its end.
struct FrameSignature {
    /// How many bytes they are.
    static let bytes = 8
    /// The layout that is read here.
    static let layout: UInt8 = 1
    /// A frame that is a header and nothing else.
    static let frameBytesMin = 48

    let version: UInt8
    /// Of the whole frame, as it says.
    let length: Int

    /// `start` has at least eight bytes.
    init(_ start: UnsafeRawBufferPointer) {
        version = start[1]
        length = Int(UInt32(littleEndian: start.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
    }
}
