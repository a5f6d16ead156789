internal import LifelineCore
internal import LifelineUV

/// Messages on their way from a loop to a task: whole batches change hands, not single elements.
///
/// Bounded without losing anything: above its mark the line acknowledges nothing, and the server stops at its window.
final class Inbox<M: Message>: Sendable {
    private struct State {
        var messages: [Received<M>] = []
        var waiter: UnsafeContinuation<[Received<M>]?, Never>?
        var isHolding = false
        var isEnded = false
    }

    private let state = Locked(State())
    private let mark: Int

    init(mark: Int) { self.mark = mark }

    /// Nothing comes any more. What came before and was not taken is still there.
    var isEnded: Bool { state.withLock { $0.isEnded } }

    /// On the loop. True if the line shall hold its acknowledgements from now on.
    func put(_ message: Received<M>) -> Bool {
        let (waiter, holds) = state.withLock { state -> (UnsafeContinuation<[Received<M>]?, Never>?, Bool) in
            guard !state.isEnded else { return (nil, false) }
            if let waiter = state.waiter {
                state.waiter = nil
                return (waiter, false)
            }
            state.messages.append(message)
            guard state.messages.count >= mark, !state.isHolding else { return (nil, false) }
            state.isHolding = true
            return (nil, true)
        }
        waiter?.resume(returning: [message])
        return holds
    }

    /// True if the line was held because of this one.
    @discardableResult
    func end() -> Bool {
        let (waiter, held) = state.withLock { state -> (UnsafeContinuation<[Received<M>]?, Never>?, Bool) in
            state.isEnded = true
            defer {
                state.waiter = nil
                state.isHolding = false
            }
            return (state.waiter, state.isHolding)
        }
        waiter?.resume(returning: nil)
        return held
    }

    /// All that has come, in order; waits for the first. Nil after the end. `released` is called if the line was held.
    func take(isolation: isolated (any Actor)?, released: () -> Void) async -> [Received<M>]? {
        await withUnsafeContinuation(isolation: isolation) { continuation in
            let (batch, isReady, wasHolding) = state.withLock { state -> ([Received<M>]?, Bool, Bool) in
                if !state.messages.isEmpty {
                    var batch: [Received<M>] = []
                    swap(&batch, &state.messages)
                    defer { state.isHolding = false }
                    return (batch, true, state.isHolding)
                }
                if state.isEnded { return (nil, true, false) }
                precondition(state.waiter == nil, "one task at a time waits here: make an iterator for each")
                state.waiter = continuation
                return (nil, false, false)
            }
            if wasHolding { released() }
            if isReady { continuation.resume(returning: batch) }
        }
    }
}
