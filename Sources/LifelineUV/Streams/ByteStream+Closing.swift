internal import CLibuv
internal import Glibc
internal import LifelineCore

/// Four ways out: we close, we drop, the peer is gone, the loop ends. Each leads to one `uv_close` and one `closed`.
extension ByteStream {
    /// Writes what waits, tells the peer that no more comes, and waits up to `lingering` for it to close too, so that
    /// unread bytes of its own cannot make the system throw away our last ones. What it sends meanwhile is dropped.
    public final func close(lingering: Duration = .seconds(1)) {
        guard isOpen else { return abort() }  // still dialling, or gone
        guard !flags.contains(.closing) else { return }
        flags.insert([.closing, .lastBytes])
        flags.subtract([.writable, .hadShare])
        lingersFor = lingering
        if waiting == 0 { endWriting() }
    }

    /// Writes what waits and tells the peer that no more comes. Reading goes on.
    public final func shutdownWrite() {
        guard isOpen, flags.contains(.writable) else { return }
        flags.insert(.lastBytes)
        flags.remove(.writable)
        if waiting == 0 { endWriting() }
    }

    /// Drops what waits, and the connection.
    public final func abort() { abort(because: .aborted) }

    final func abort(because end: StreamEnd) {
        guard !isLeaving else { return }
        // A reset frees the system's buffers too: somebody who does not read must not hold them.
        if !flags.contains(.unix), let descriptor {
            var reset = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
        }
        leave(because: end)
    }

    /// A read or write failed with one of libuv's codes.
    final func broke(_ code: Int) {
        let code = CInt(truncatingIfNeeded: -code)
        leave(because: [ECONNRESET, EPIPE, ECONNABORTED].contains(code) ? .reset : .failed(code))
    }

    final func leave(because end: StreamEnd) {
        guard !isLeaving else { return }
        self.end = end
        flags.subtract([.writable, .reading])
        leave()
    }

    /// All that waited has left, and it was the last.
    final func endWriting() {
        flags.remove(.lastBytes)
        if let descriptor { shutdown(descriptor, CInt(SHUT_WR)) }
        guard flags.contains(.closing) else { return }
        if flags.contains(.peerEnded) || lingersFor <= .zero { return leave(because: .finished) }
        openBacklog().lingersUntil = loop.now.advanced(by: lingersFor)
        loop.watch(self)
        flags.insert(.reading)
        startReading()
    }
}
