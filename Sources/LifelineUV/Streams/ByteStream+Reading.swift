internal import CLibuv

extension ByteStream {
    /// No byte comes until `resumeReading`. Also valid before the stream is open.
    public final func pauseReading() {
        flags.subtract([.reading, .hadShare])
        if isOpen { uv_read_stop(stream) }
    }

    /// Bytes come again, in a turn of the stream's own.
    public final func resumeReading() {
        guard isOpen, flags.isDisjoint(with: [.reading, .peerEnded, .closing]) else { return }
        flags.insert(.reading)
        startReading()
    }

    final func startReading() {
        guard !isLeaving else { return }
        let code = uv_read_start(stream, onAllocate, onRead)
        if code != 0, code != UV_EALREADY.rawValue { broke(Int(code)) }
    }

    /// The room for one read. None if the stream has had its share: libuv would go on for 32 reads, while others wait.
    /// The socket is still readable, so its next share comes with the next poll.
    @inline(__always)
    fileprivate final func room() -> uv_buf_t {
        guard !flags.contains(.hadShare) else {
            flags.remove(.hadShare)
            return uv_buf_t(base: nil, len: 0)
        }
        return uv_buf_t(base: loop.readBuffer.base.assumingMemoryBound(to: CChar.self), len: share)
    }

    @inline(__always)
    private final var share: Int { min(limits.turnMax, ReadBuffer.capacity) }

    @inline(__always)
    fileprivate final func readable(_ count: Int) {
        guard !flags.contains(.closing) else { return }
        received(UnsafeMutableRawBufferPointer(start: loop.readBuffer.base, count: count))
        if count == share, flags.contains(.reading) { flags.insert(.hadShare) }
    }

    fileprivate final func readFailed(_ code: Int) {
        guard code == Int(UV_EOF.rawValue) else { return broke(code) }
        flags.insert(.peerEnded)
        flags.subtract([.reading, .hadShare])
        if !flags.contains(.closing) { return ended() }
        if waiting == 0 { leave(because: .finished) }
    }
}

nonisolated private func onAllocate(
    _ handle: UnsafeMutablePointer<uv_handle_t>?, _ suggested: Int, _ buffer: UnsafeMutablePointer<uv_buf_t>?
) {
    Unmanaged<ByteStream>.fromOpaque(handle.unsafelyUnwrapped.pointee.data)._withUnsafeGuaranteedRef { stream in
        buffer.unsafelyUnwrapped.pointee = stream.room()
    }
}

nonisolated private func onRead(
    _ handle: UnsafeMutablePointer<uv_stream_t>?, _ count: Int, _ buffer: UnsafePointer<uv_buf_t>?
) {
    let count = passed(count, .read)
    if count == 0 || count == Int(UV_ENOBUFS.rawValue) { return }  // nothing there after all, or its share was had
    Unmanaged<ByteStream>.fromOpaque(handle.unsafelyUnwrapped.pointee.data)._withUnsafeGuaranteedRef { stream in
        stream.loop.collectMailFirst()
        stream.turn {
            if count > 0 { stream.readable(count) } else { stream.readFailed(count) }
        }
    }
}
