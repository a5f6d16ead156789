import LifelineUV

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
    private let value = Locked<Value?>(nil)
    private let isThere = Signal()

    func put(_ value: Value) {
        self.value.withLock { $0 = value }
        isThere.send()
    }

    func take() -> Value {
        isThere.wait()
        guard let value = value.withLock({ $0 }) else { preconditionFailure("woken without a value") }
        return value
    }
}
