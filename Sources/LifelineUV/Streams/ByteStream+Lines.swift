public import LifelineCore

/// Bytes that one byte ends: all of it is taken, or nothing.
extension ByteStream {
    /// Takes a copy of `body`.
    @discardableResult
    public final func write(copying body: UnsafeRawBufferPointer, ending end: UInt8) -> Flow {
        guard admit(body.count &+ 1) else { return .closed }
        if body.count <= Outbox.copyMax {
            finish(body, end)
        } else {
            hold(ByteStream.nothing, Record(copying: body, .binary))
            finish(ByteStream.nothing, end)
        }
        return flags.contains(.congested) ? .congested : .open
    }

    /// Takes a reference to `record`. Short records are copied too.
    @discardableResult
    public final func write(_ record: Record, ending end: UInt8) -> Flow {
        guard admit(record.count &+ 1) else { return .closed }
        if record.count <= Outbox.copyMax {
            finish(record.bytes, end)
        } else {
            hold(ByteStream.nothing, record)
            finish(ByteStream.nothing, end)
        }
        return flags.contains(.congested) ? .congested : .open
    }

    @inline(__always)
    private final func finish(_ body: UnsafeRawBufferPointer, _ end: UInt8) {
        withUnsafeBytes(of: end) { copy(body, $0) }
    }

    private static var nothing: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }
}
