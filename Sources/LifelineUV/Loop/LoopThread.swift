internal import CLibuv
internal import Glibc

/// The thread of one loop: started once, joined once.
final class LoopThread: Sendable {
    private let started = Locked<pthread_t?>(nil)

    func start(_ loop: EventLoop) {
        started.withLock { started in
            var thread = pthread_t()
            let code = pthread_create(&thread, nil, onThread, Unmanaged.passRetained(loop).toOpaque())
            precondition(code == 0, "no thread for event loop '\(loop.name)': \(String(cString: strerror(code)))")
            started = thread
        }
    }

    /// Waits for the thread to be gone. Whoever comes second finds it done, or being done.
    func join() {
        started.withLock { started in
            guard let thread = started else { return }
            pthread_join(thread, nil)
            started = nil
        }
    }

    /// A thread for the jobs that came after the end.
    func startLate(_ loop: EventLoop) {
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, onLateThread, Unmanaged.passRetained(loop).toOpaque())
        precondition(code == 0, "no thread for event loop '\(loop.name)': \(String(cString: strerror(code)))")
        pthread_detach(thread)
    }
}

nonisolated private func onThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let loop = Unmanaged<EventLoop>.fromOpaque(context.unsafelyUnwrapped).takeRetainedValue()
    lifeline_name_thread(loop.name)
    loop.main(first: { _ in })
    return nil
}

nonisolated private func onLateThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    Unmanaged<EventLoop>.fromOpaque(context.unsafelyUnwrapped).takeRetainedValue().runLate()
    return nil
}

/// One thread waits, another signals. For the few places that may block.
final class Semaphore: @unchecked Sendable {  // Sendable: a POSIX semaphore is made for two threads, and never moves.
    private let raw = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    init() { sem_init(raw, 0, 0) }
    deinit {
        sem_destroy(raw)
        raw.deallocate()
    }
    func signal() { sem_post(raw) }
    func wait() { while sem_wait(raw) != 0 {} }
}
