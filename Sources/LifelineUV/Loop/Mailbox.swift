internal import CLibuv
internal import Synchronization

/// What other threads leave for a loop: jobs, in order, behind one lock and one coalesced wake-up.
///
/// Many jobs that arrive before the loop looks cost one `uv_async_send`.
final class Mailbox: Sendable {
    enum Phase {
        case running, stopping
        /// The thread has left. Jobs run on a thread of their own: an actor may outlive its loop.
        case ended
    }

    private struct Letters {
        var jobs: ContiguousArray<Job> = []
        var signalled = false
        var phase = Phase.running
        var lateRunner = false
        var atEnd: [@Sendable () -> Void] = []
    }

    private let letters = Locked(Letters())
    /// Valid until the phase is `ended`; touched only under the lock.
    private let async: Handle
    let wakeups = Atomic<Int>(0)
    /// A look without the lock: true once somebody's job may be waiting.
    let hasMail = Atomic<Bool>(false)

    private struct Handle: @unchecked Sendable {  // Sendable: uv_async_send is made for other threads.
        let pointer: UnsafeMutablePointer<uv_async_t>
    }

    init(_ async: UnsafeMutablePointer<uv_async_t>) { self.async = Handle(pointer: async) }

    /// From any thread. True if the loop has ended and the caller has to start a late runner.
    func put(_ job: Job) -> Bool {
        letters.withLock { letters in
            letters.jobs.append(job)
            hasMail.store(true, ordering: .relaxed)
            guard letters.phase != .ended else {
                defer { letters.lateRunner = true }
                return !letters.lateRunner
            }
            if !letters.signalled { signal(&letters) }
            return false
        }
    }

    /// On the loop. Moves what came into `queue`.
    func collect(into queue: inout JobQueue) {
        letters.withLock { letters in
            letters.signalled = false
            hasMail.store(false, ordering: .relaxed)
            queue.append(all: &letters.jobs)
        }
    }

    /// From any thread. Once the loop has ended, `body` is called at once; else on the loop's thread, as its last act.
    func atEnd(_ body: @escaping @Sendable () -> Void) {
        let ended = letters.withLock { letters in
            if letters.phase != .ended { letters.atEnd.append(body) }
            return letters.phase == .ended
        }
        if ended { body() }
    }

    /// From any thread. True for the first who asks.
    func stop() -> Bool {
        letters.withLock { letters in
            guard letters.phase == .running else { return false }
            letters.phase = .stopping
            return true
        }
    }

    /// On the loop, when it will not look again. Returns who waited, and whether jobs are left for a late runner:
    /// those of the loop itself first.
    func end(leaving queue: inout JobQueue) -> (waiting: [@Sendable () -> Void], jobsLeft: Bool) {
        letters.withLock { letters in
            letters.phase = .ended
            queue.append(all: &letters.jobs)
            while let job = queue.next() { letters.jobs.append(job) }
            letters.lateRunner = !letters.jobs.isEmpty
            defer { letters.atEnd = [] }
            return (letters.atEnd, letters.lateRunner)
        }
    }

    /// On the late runner. False if nothing came, and then the runner is dismissed.
    func collectLate(into queue: inout JobQueue) -> Bool {
        letters.withLock { letters in
            letters.lateRunner = !letters.jobs.isEmpty
            queue.append(all: &letters.jobs)
            return letters.lateRunner
        }
    }

    var isStopping: Bool { letters.withLock { $0.phase != .running } }

    /// Under the lock, so that nobody sends to a handle that is being closed.
    private func signal(_ letters: inout Letters) {
        letters.signalled = true
        wakeups.add(1, ordering: .relaxed)
        uv_async_send(async.pointer)
    }
}
