import Glibc

/// Wakes one thread that waits.
final class Signal: @unchecked Sendable {
    // Sendable: the pointer never changes, and the system guards what it points to.
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func send() { sem_post(semaphore) }

    /// Until somebody sends, whatever else comes.
    func wait() { while sem_wait(semaphore) != 0, errno == EINTR {} }

    /// Returns at a signal, after the time, or when Ctrl-C comes.
    func wait(milliseconds: Int) {
        var deadline = timespec()
        clock_gettime(CLOCK_REALTIME, &deadline)
        let nanoseconds = deadline.tv_nsec + milliseconds % 1000 * 1_000_000
        deadline.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        sem_timedwait(semaphore, &deadline)
    }
}
