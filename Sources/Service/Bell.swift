internal import Glibc

/// A thread that sleeps until somebody rings.
final class Bell: @unchecked Sendable {  // Sendable: semaphores are made for several threads.
    private let rung: UnsafeMutablePointer<sem_t>
    private let ended: UnsafeMutablePointer<sem_t>

    init() {
        rung = .allocate(capacity: 1)
        ended = .allocate(capacity: 1)
        sem_init(rung, 0, 0)
        sem_init(ended, 0, 0)
    }

    deinit {
        sem_destroy(rung)
        sem_destroy(ended)
        rung.deallocate()
        ended.deallocate()
    }

    func ring() { sem_post(rung) }

    func wait() { while sem_wait(rung) != 0, errno == EINTR {} }

    func startThread(_ body: @escaping @Sendable () -> Void) {
        final class Start {
            let bell: Bell
            let body: @Sendable () -> Void
            init(_ bell: Bell, _ body: @escaping @Sendable () -> Void) {
                self.bell = bell
                self.body = body
            }
        }
        let start = Unmanaged.passRetained(Start(self, body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                start.body()
                sem_post(start.bell.ended)
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            preconditionFailure("no thread: \(String(cString: strerror(code)))")
        }
        pthread_detach(thread)
    }

    /// Until the thread has ended, or for so long.
    func waitForThread(_ patience: Duration) {
        var until = timespec()
        clock_gettime(CLOCK_REALTIME, &until)
        let nanoseconds = Int(patience.seconds * 1e9) + until.tv_nsec
        until.tv_sec += nanoseconds / 1_000_000_000
        until.tv_nsec = nanoseconds % 1_000_000_000
        while sem_timedwait(ended, &until) != 0, errno == EINTR {}
    }
}
