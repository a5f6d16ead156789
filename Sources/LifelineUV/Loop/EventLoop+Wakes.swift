internal import CLibuv
public import LifelineCore

/// Timers: any number of wakes over one libuv timer. Never early; late by what the kernel's clock rounds up to.
extension EventLoop {
    @discardableResult
    public func wake(at deadline: Instant, _ body: @escaping () -> Void) -> Wake {
        assert(isCurrent, "wakes belong to the loop: loop.post { loop.wake(at: …) }")
        let wake = wakes.insert(deadline.nanoseconds, body)
        setTimer()
        return wake
    }

    public func cancel(_ wake: Wake) {
        assert(isCurrent, "wakes belong to the loop: loop.post { loop.cancel(…) }")
        // The timer stays as it is: at worst it runs once and finds nothing.
        wakes.cancel(wake)
    }

    /// Calls what is due. Wakes that these calls ask for come in a later turn, however early their deadline.
    func runDue() {
        guard let earliest = wakes.earliest, earliest <= now.nanoseconds else { return }
        wakes.takeDue(at: now.nanoseconds, into: &wakesDue)
        for index in wakesDue.indices { wakes.redeem(wakesDue[index])?() }
        wakesDue.removeAll(keepingCapacity: true)
        setTimer()
    }

    func timerFired() {
        timerDue = 0
        runDue()
        setTimer()
    }

    /// libuv counts whole milliseconds of the same clock: rounded up, its timer is never early.
    func setTimer() {
        guard let earliest = wakes.earliest, !stopping else { return }
        let due = EventLoop.milliseconds(earliest)
        guard timerDue == 0 || due < timerDue else { return }
        timerDue = due
        let base = uv_now(handles.loop)
        // At least one: a timer of 0 set by a timer would run in the same iteration, for ever.
        uv_timer_start(handles.timer, onTimer, due > base ? due - base : 1, 0)
    }

    private static func milliseconds(_ nanoseconds: Int64) -> UInt64 {
        nanoseconds <= 0 ? 1 : UInt64(nanoseconds) / 1_000_000 + (nanoseconds % 1_000_000 == 0 ? 0 : 1)
    }
}

nonisolated private func onTimer(_ handle: UnsafeMutablePointer<uv_timer_t>?) {
    Unmanaged<EventLoop>.fromOpaque(handle.unsafelyUnwrapped.pointee.data)._withUnsafeGuaranteedRef { loop in
        loop.beginTurn()
        loop.timerFired()
        loop.endTurn()
    }
}
