internal import CLibuv
public import LifelineCore

/// Everything written in a turn leaves at its end, in one send. Never blocks, never calls back.
extension ByteStream {
    /// Takes a copy of `bytes`. Returns `.congested` once `outboundBytesMax` is passed (wait for `drained`), `.closed`
    /// if nothing was taken.
    @discardableResult
    public final func write(copying bytes: UnsafeRawBufferPointer) -> Flow {
        write(head: UnsafeRawBufferPointer(start: nil, count: 0), copying: bytes)
    }

    /// The same for two parts that belong together: a frame's head and its payload.
    @discardableResult
    public final func write(head: UnsafeRawBufferPointer, copying body: UnsafeRawBufferPointer) -> Flow {
        guard admit(head.count &+ body.count) else { return .closed }
        if body.count <= Outbox.copyMax { copy(head, body) } else { hold(head, Record(copying: body, .binary)) }
        return flags.contains(.congested) ? .congested : .open
    }

    /// Takes a reference to `record`; only `head` is copied, at most 4096 bytes. Short records are copied too.
    @discardableResult
    public final func write(head: UnsafeRawBufferPointer, _ record: Record) -> Flow {
        guard admit(head.count &+ record.count) else { return .closed }
        if record.count <= Outbox.copySharedMax { copy(head, record.bytes) } else { hold(head, record) }
        return flags.contains(.congested) ? .congested : .open
    }

    /// Bytes that were taken and have not left.
    public final var bytesWaiting: Int {
        if let backlog { syncWaiting(backlog) }
        return waiting
    }

    // MARK: Taking

    @inline(__always)
    final func admit(_ count: Int) -> Bool {
        guard flags.contains(.writable) else { return false }
        waiting &+= count
        return waiting <= limits.outboundMax || crowded()
    }

    /// More waits than should. Only here do we look closely.
    private final func crowded() -> Bool {
        if let backlog { syncWaiting(backlog) }
        if waiting > limits.outboundHardMax {
            loop.outbox.pointee.flush()
            guard flags.contains(.writable) else { return false }
            if waiting > limits.outboundHardMax {
                abort(because: .slow)
                return false
            }
        }
        if waiting > limits.outboundMax { flags.insert(.congested) }
        return true
    }

    @inline(__always)
    final func copy(_ head: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer) {
        let outbox = loop.outbox
        precondition(head.count <= Outbox.copyMax, "a head has at most 4096 bytes: write the rest as the body")
        outbox.pointee.reserve(head.count &+ body.count)
        if let backlog {
            backlog.copy(head)
            backlog.copy(body)
        } else {
            outbox.pointee.copy(head, for: self)
            outbox.pointee.copy(body, for: self)
            loop.turnHasWork = true
        }
    }

    final func hold(_ head: UnsafeRawBufferPointer, _ record: Record) {
        copy(head, UnsafeRawBufferPointer(start: nil, count: 0))
        if let backlog {
            backlog.hold(record)
        } else {
            loop.outbox.pointee.hold(record, for: self)
            loop.turnHasWork = true
        }
    }

    // MARK: Being slow

    final func openBacklog() -> Backlog {
        if let backlog { return backlog }
        let backlog = Backlog(at: loop.now)
        self.backlog = backlog
        loop.watch(self)
        return backlog
    }

    /// What libuv has written of what it holds no longer waits.
    private final func syncWaiting(_ backlog: Backlog) {
        guard backlog.isWriting, isSettled else { return }
        let held = stream.pointee.write_queue_size
        waiting &-= backlog.inFlight - held
        backlog.inFlight = held
    }

    final func sendBacklog() {
        guard let backlog, !backlog.isWriting else { return }
        backlog.request.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        let code = backlog.write(to: stream, onWritten)
        if code != 0 { broke(Int(code)) }
    }

    fileprivate final func wrote(_ status: Int) {
        guard let backlog else { return }
        waiting &-= backlog.inFlight
        backlog.written()
        guard !isLeaving else { return }
        guard status == 0 else { return broke(status) }
        if !backlog.isEmpty {
            sendBacklog()
        } else {
            self.backlog = nil
            loop.unwatch(self)
        }
        if flags.contains(.congested), waiting <= limits.outboundMax / 2 { tellDrained() }
        if flags.contains(.lastBytes), waiting == 0 { endWriting() }
    }

    /// The outbox has sent all or some of this turn's. What is to be said, is said later.
    final func emptied(_ relieved: inout Growing<Unmanaged<ByteStream>>) {
        if flags.contains(.congested), waiting <= limits.outboundMax / 2 { relieved.append(.passUnretained(self)) }
        if flags.contains(.lastBytes), waiting == 0 { endWriting() }
    }

    final func tellDrained() {
        guard flags.contains(.congested) else { return }
        flags.remove(.congested)
        if flags.contains(.writable) { drained() }
    }

    /// True if nothing has left for `outboundPatience`.
    final func isStuck(_ backlog: Backlog, at now: Instant) -> Bool {
        syncWaiting(backlog)
        let gone = backlog.taken - waiting
        if gone > backlog.goneBefore || waiting == 0 { backlog.since = now }
        backlog.goneBefore = max(gone, backlog.goneBefore)
        return backlog.since.duration(to: now) >= limits.values.outboundPatience
    }
}

nonisolated private func onWritten(_ request: UnsafeMutablePointer<uv_write_t>?, _ status: CInt) {
    Unmanaged<ByteStream>.fromOpaque(request.unsafelyUnwrapped.pointee.data)._withUnsafeGuaranteedRef { stream in
        stream.turn { stream.wrote(Int(status)) }
    }
}
