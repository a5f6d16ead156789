internal import CLibuv
internal import Glibc

extension EventLoop {
    /// Ends the loop: closes every stream and listener, forgets every wake, runs until no handle is left, and joins the
    /// thread. From anywhere, as often as you like; each call returns when it is done.
    public func shutdown() async {
        await withUnsafeContinuation { continuation in
            mailbox.atEnd { continuation.resume() }
            askToStop()
        }
        thread.join()
    }

    /// The same for code that cannot wait. Not on the loop itself: it would wait for its own end.
    public func shutdownAndWait() {
        precondition(!isCurrent, "the loop cannot wait for its own end: use await shutdown()")
        let ended = Semaphore()
        mailbox.atEnd { ended.signal() }
        askToStop()
        ended.wait()
        thread.join()
    }

    /// Calls `body` on the loop once it is asked to end, while its streams are still open; at once if that has been. The
    /// number is for `forget(ending:)`. For what waits for something that only this loop can bring.
    package func atEnd(_ body: @escaping () -> Void) -> UInt64 {
        assert(isCurrent, "ends belong to the loop: loop.post { loop.atEnd { … } }")
        defer { nextEnding += 1 }
        if stopping { body() } else { endings[nextEnding] = body }
        return nextEnding
    }

    /// On the loop: what `atEnd` returned this number for is not called. Does nothing if it has been.
    package func forget(ending number: UInt64) { endings[number] = nil }

    /// After `shutdown`: what libuv still knew of when the loop ended. Empty, unless this module has a fault.
    public var handlesLeft: [String] { leftover.withLock { $0 } }

    private func askToStop() {
        if mailbox.stop() { post { [self] in stop() } }
    }

    /// On the loop. What the closing of a stream says to its owner still runs in turns, before `uv_run` returns.
    private func stop() {
        callEndings()
        uv_walk(handles.loop, onWalk, Unmanaged.passUnretained(self).toOpaque())
        forgetWakes()
        comeRound(false)
        stopping = true
        for handle in [handles.timer.asHandle, handles.idle.asHandle, handles.async.asHandle] { uv_close(handle, nil) }
    }

    /// One of them may forget another, or ask for one more.
    private func callEndings() {
        while !endings.isEmpty {
            for number in endings.keys.sorted() { endings.removeValue(forKey: number)?() }
        }
    }

    /// What the bodies hold is released when the heap is already another one: it may cancel wakes of its own.
    private func forgetWakes() {
        var forgotten = WakeHeap()
        swap(&forgotten, &wakes)
        withExtendedLifetime(forgotten) {}
    }

    /// The thread's last act.
    func end() {
        close(timer)
        let code = uv_loop_close(handles.loop)
        if code != 0 { leftover.withLock { $0 = openHandleNames() } }
        assert(code == 0, "event loop '\(name)' ended with handles left: \(handlesLeft.joined(separator: ", "))")
        tasks = []
        leaveThread()
        let (waiting, jobsLeft) = mailbox.end(leaving: &jobs)
        if jobsLeft { thread.startLate(self) }
        for body in waiting { body() }
    }

    private func openHandleNames() -> [String] {
        var names: [String] = []
        withUnsafeMutablePointer(to: &names) { uv_walk(handles.loop, onWalkNaming, $0) }
        return names
    }
}

nonisolated private func onWalk(_ handle: UnsafeMutablePointer<uv_handle_t>?, _ loop: UnsafeMutableRawPointer?) {
    let handle = handle.unsafelyUnwrapped
    guard handle.pointee.data != loop, uv_is_closing(handle) == 0 else { return }  // the loop's own
    Unmanaged<Resident>.fromOpaque(handle.pointee.data)._withUnsafeGuaranteedRef { $0.loopEnds() }
}

nonisolated private func onWalkNaming(_ handle: UnsafeMutablePointer<uv_handle_t>?, _ names: UnsafeMutableRawPointer?) {
    names.unsafelyUnwrapped.assumingMemoryBound(to: [String].self).pointee.append(
        typeName(of: handle.unsafelyUnwrapped))
}
