import Glibc
import Synchronization

/// Waits on this thread for what a task does. For a program's first thread, which has nothing else to do.
enum Blocking {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value {
        let outcome = Handover<Value>()
        Task.detached { outcome.put(await body()) }
        return outcome.take()
    }

    static func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let result: Result<Value, any Error> = run {
            do { return .success(try await body()) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

/// One value from a task to a thread that sleeps until it comes.
private final class Handover<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let semaphore: UnsafeSemaphore

    init() { semaphore = UnsafeSemaphore() }

    func put(_ value: Value) {
        self.value.withLock { $0 = value }
        semaphore.signal()
    }

    func take() -> Value {
        semaphore.wait()
        guard let value = value.withLock({ $0 }) else { preconditionFailure("woken without a value") }
        return value
    }
}

private final class UnsafeSemaphore: @unchecked Sendable {  // Sendable: a POSIX semaphore is made for threads.
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func signal() { sem_post(semaphore) }
    func wait() { while sem_wait(semaphore) != 0, errno == EINTR {} }
}
