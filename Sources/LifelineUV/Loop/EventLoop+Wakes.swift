internal import CLibuv
internal import Glibc
public import LifelineCore

/// Timers: any number of wakes over one timer of the kernel, which counts nanoseconds. libuv's own counts milliseconds:
/// a tick at 60 Hz came 1.1 ms late in the median, against 0.03 ms here.
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
        _ = wakes.cancel(wake)
    }

    /// Calls what is due. Wakes that these calls ask for come in a later turn, however early their deadline.
    private func runDue() {
        guard let earliest = wakes.earliest, earliest <= now.nanoseconds else { return }
        wakes.takeDue(at: now.nanoseconds, into: &wakesDue)
        for index in wakesDue.indices { wakes.redeem(wakesDue[index])?() }
        wakesDue.removeAll(keepingCapacity: true)
        setTimer()
    }

    func timerFired() {
        timerDue = 0
        runDue()
        // A timer that came for a cancelled wake is set again or silenced: setting it takes its readiness back.
        setTimer()
        if timerDue == 0 { arm(0) }
    }

    private func setTimer() {
        guard let earliest = wakes.earliest, !stopping else { return }
        let due = max(earliest, 1)
        if timerDue == 0 || due < timerDue { arm(due) }
    }

    /// 0 means never. A deadline that has passed is readable at once.
    private func arm(_ due: Int64) {
        timerDue = due
        var time = itimerspec()
        time.it_value = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
        timerfd_settime(timer, CInt(TFD_TIMER_ABSTIME), &time, nil)
    }

    /// Part of `init`: returns libuv's code.
    func openTimer() -> CInt {
        timer = timerfd_create(CLOCK_MONOTONIC, CInt(TFD_NONBLOCK | TFD_CLOEXEC))
        guard timer >= 0 else { return -errno }
        let code = uv_poll_init(handles.loop, handles.timer, timer)
        return code == 0 ? uv_poll_start(handles.timer, CInt(UV_READABLE.rawValue), onTimer) : code
    }
}

nonisolated private func onTimer(_ handle: UnsafeMutablePointer<uv_poll_t>?, _ status: CInt, _ events: CInt) {
    Unmanaged<EventLoop>.fromOpaque(handle.unsafelyUnwrapped.pointee.data)._withUnsafeGuaranteedRef { loop in
        loop.beginTurn()
        loop.timerFired()
        loop.endTurn()
    }
}
