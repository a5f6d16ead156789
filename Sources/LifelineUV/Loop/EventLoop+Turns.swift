internal import CLibuv
public import LifelineCore
internal import Synchronization

/// A turn is one call from libuv. All of its work, and all the work that this work made, is done when it ends: first
/// the jobs and turn tasks, then one send per stream.
extension EventLoop {
    /// Monotonic, read at most once per turn.
    public var now: Instant {
        assert(isCurrent, "ask for the time on the loop: loop.post { loop.now }")
        if clock == 0 { clock = Int64(bitPattern: uv_hrtime()) }
        return Instant(nanoseconds: clock)
    }

    public func atTurnEnd(_ task: any TurnTask) {
        assert(isCurrent, "atTurnEnd belongs to the loop: loop.post { … }")
        tasks.append(task)
        turnHasWork = true
    }

    /// Every C callback begins with this …
    @inline(__always)
    func beginTurn() { clock = 0 }

    /// … and ends with this.
    @inline(__always)
    func endTurn() { if turnHasWork { finishTurn() } }

    /// A turn for what other threads have posted.
    func collectMail() {
        beginTurn()
        mailbox.collect(into: &jobs)
        turnHasWork = true
        endTurn()
    }

    /// Before bytes are looked at. What was posted before somebody sent them is done before they are read, whichever of
    /// the two the kernel tells first: who begins to listen, and then has something published, hears it.
    @inline(__always)
    func collectMailFirst() { if mailbox.hasMail.load(ordering: .relaxed) { collectMail() } }

    /// Bounded, so that jobs which make jobs cannot keep the sockets waiting: what is left comes round in the next
    /// iteration, after a poll that does not wait.
    private func finishTurn() {
        var jobsLeft = EventLoop.turnJobsMax
        var rounds = EventLoop.turnRoundsMax
        repeat {
            turnHasWork = false
            while hasErrands, jobsLeft > 0, rounds > 0 {
                rounds -= 1
                runJobs(&jobsLeft)
                runTasks()
            }
            if !outbox.pointee.isEmpty { outbox.pointee.flush() }
            if outbox.pointee.hasNews { Outbox.tellRelieved(outbox) }
            rounds -= 1
        } while turnHasWork && jobsLeft > 0 && rounds > 0
        comeRound(turnHasWork || hasErrands)
    }

    /// Jobs and turn tasks that wait: they may write, so they come before the sending.
    private var hasErrands: Bool { !jobs.isEmpty || !tasks.isEmpty }

    private func runJobs(_ left: inout Int) {
        while left > 0, let job = jobs.next() {
            left -= 1
            run(job)
        }
    }

    private func runTasks() {
        guard !tasks.isEmpty else { return }
        swap(&tasks, &tasksRunning)
        for index in tasksRunning.indices { tasksRunning[index].turnEnded() }
        tasksRunning.removeAll(keepingCapacity: true)
    }

    func comeRound(_ again: Bool) {
        guard again != idling, !stopping else { return }
        idling = again
        if again { uv_idle_start(handles.idle, onIdle) } else { uv_idle_stop(handles.idle) }
    }
}

nonisolated private func onIdle(_ handle: UnsafeMutablePointer<uv_idle_t>?) {
    Unmanaged<EventLoop>.fromOpaque(handle.unsafelyUnwrapped.pointee.data)._withUnsafeGuaranteedRef { loop in
        loop.beginTurn()
        loop.turnHasWork = true
        loop.endTurn()
    }
}
