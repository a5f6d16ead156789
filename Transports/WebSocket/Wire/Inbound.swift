/// The bytes of one read, eaten from the front by `WebSocketWire.next`.
///
/// The caller guarantees `slackBefore` writable bytes in front of the region and `slackAfter` readable ones behind it.
/// What is not eaten when the caller stops asking is `start ..< end`: push it again later, moved wherever it likes.
public struct Inbound {
    /// The first byte that is not eaten yet.
    public var start: UnsafeMutableRawPointer
    public let end: UnsafeMutableRawPointer

    /// Bytes in front of every region and of every payload handed out that may be overwritten, for example with the
    /// head of an answer that reuses the payload where it lies.
    public static let slackBefore = 16
    /// Bytes behind every region and every payload handed out that may be read, whatever they hold.
    public static let slackAfter = 32

    @inlinable public init(_ start: UnsafeMutableRawPointer, count: Int) {
        precondition(count >= 0, "a region has no negative length: look at the result of the read first")
        self.start = start
        end = start + count
    }

    /// How many bytes are left.
    @inlinable public var count: Int { end - start }
}

extension Inbound {
    @inlinable mutating func advance(_ count: Int) { start += count }

    mutating func takeByte() -> UInt8? {
        guard start < end else { return nil }
        defer { start += 1 }
        return start.load(as: UInt8.self)
    }
}
