/// What a link carries: one message or one batch, encoded. Immutable, and shared by reference between all who get it.
///
/// The bytes are contiguous, so that a link writes them as they lie.
public final class Record: @unchecked Sendable {  // Sendable: nothing changes after `init` returns.
    /// Valid as long as the record lives.
    public let bytes: UnsafeRawBufferPointer
    public let form: RecordForm

    /// Copies `bytes` once, for as many subscribers as there are.
    public init(copying source: UnsafeRawBufferPointer, _ form: RecordForm) {
        let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 8)
        storage.copyMemory(from: source)
        bytes = UnsafeRawBufferPointer(storage)
        self.form = form
    }

    deinit { bytes.deallocate() }

    /// How many bytes it has, without what a link adds to delimit it.
    @inlinable public var count: Int { bytes.count }
}

/// How a link delimits a record: a WebSocket opcode, or a line against a frame with its own length.
public enum RecordForm: UInt8, Sendable, Hashable {
    /// UTF-8: JSON.
    case text
    /// An energy frame.
    case binary

    /// What a record is whose first byte, after any JSON white space, is `first`. Nil: it is none.
    @inlinable public init?(first: UInt8) {
        switch first {
        case 0x7B, 0x5B: self = .text
        case RecordForm.frameMagic: self = .binary
        default: return nil
        }
    }

    /// Starts every energy frame, and is in no UTF-8.
    @inlinable public static var frameMagic: UInt8 { 0xFB }
}
