internal import LifelineUV

/// One value from a loop to a task: the latest waits, and at most one task waits for it.
final class Gate<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiter: UnsafeContinuation<Value?, Never>?
        var isEnded = false
    }

    private let state = Locked(State())

    /// Nothing comes any more. What came before and was not taken is still there.
    var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Wakes who waits. A value that nobody has taken is merged into this one.
    func put(_ value: Value, merging: (Value, inout Value) -> Void) {
        let waiter = state.withLock { state -> UnsafeContinuation<Value?, Never>? in
            guard !state.isEnded else { return nil }
            if let waiter = state.waiter {
                state.waiter = nil
                return waiter
            }
            var value = value
            if let earlier = state.value { merging(earlier, &value) }
            state.value = value
            return nil
        }
        waiter?.resume(returning: value)
    }

    func end() {
        let waiter = state.withLock { state -> UnsafeContinuation<Value?, Never>? in
            state.isEnded = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: nil)
    }

    /// Nil after the end.
    func take(isolation: isolated (any Actor)?) async -> Value? {
        await withUnsafeContinuation(isolation: isolation) { continuation in
            let (value, isReady) = state.withLock { state -> (Value?, Bool) in
                if let value = state.value {
                    state.value = nil
                    return (value, true)
                }
                if state.isEnded { return (nil, true) }
                precondition(state.waiter == nil, "one task at a time waits here: make an iterator for each")
                state.waiter = continuation
                return (nil, false)
            }
            if isReady { continuation.resume(returning: value) }
        }
    }
}
