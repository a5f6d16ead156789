/// One thread's worth of turns: time, timers, and the order of everything above it.
///
/// A *turn* is one call from the loop into the product: a readable socket, a due timer, a posted body. `EventLoop` is
/// the real one, `SimLoop` the simulated. Everything here is called on the loop itself and is not `Sendable`.
public protocol Loop: AnyObject {
    /// Monotonic, constant within a turn.
    var now: Instant { get }

    /// Calls `body` once at `deadline`, or in the next turn if that has passed. Never from inside this call.
    func wake(at deadline: Instant, _ body: @escaping () -> Void) -> Wake

    /// Forgets `wake`. Does nothing if it has fired or was cancelled.
    func cancel(_ wake: Wake)

    /// Calls `task.turnEnded()` once when the present turn ends, after the calls asked for earlier.
    /// No allocation in steady state: this is how a link gathers a turn's writes into one send.
    func atTurnEnd(_ task: any TurnTask)
}

/// Something a loop calls when a turn ends.
public protocol TurnTask: AnyObject {
    /// The turn in which it asked is over; what it sends now leaves with it.
    func turnEnded()
}

/// Names one wake of one loop.
public struct Wake: Hashable, Sendable {
    /// The loop's own number for it, which means nothing to another loop.
    public let id: UInt64
    /// For loops: they number their wakes.
    @inlinable public init(id: UInt64) { self.id = id }
}
