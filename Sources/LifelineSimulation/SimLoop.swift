public import LifelineCore

/// A loop whose time is a number: it moves only when nothing is left to do before the next deadline.
///
/// Wakes run in the order of their deadlines, equal ones in the order of the asking, each in a turn of its own. What is
/// called between two steps, by a test for example, belongs to a turn that ends when the loop next runs.
///
/// ```swift
/// let loop = SimLoop()
/// _ = loop.wake(at: loop.now.advanced(by: .seconds(3_600))) { print("an hour later, at once") }
/// loop.runUntilIdle()
/// ```
public final class SimLoop: Loop {
    /// Constant within a turn. A number that is read and written whole, and asked for all the time: nothing to check.
    @exclusivity(unchecked) public private(set) var now: Instant
    /// How many turns have ended.
    public private(set) var turns = 0
    /// Turns at one and the same instant; one more is a fault of the program, which wakes itself for ever.
    public var turnsPerInstantMax = 1 << 20

    private var wakes = WakeQueue()
    /// Invariant: `turnTasks[..<turnTasksDone]` were called in the ending that is under way.
    private var turnTasks: [any TurnTask] = []
    private var turnTasksDone = 0
    private var turnsThisInstant = 0
    private var running = false

    public init(now: Instant = Instant(nanoseconds: 0)) { self.now = now }

    /// Wakes that are still to come.
    public var wakesWaiting: Int { wakes.count }

    /// When the next wake is due; nil if there is none.
    public var nextDeadline: Instant? { wakes.nextDeadline }

    @discardableResult
    public func wake(at deadline: Instant, _ body: @escaping () -> Void) -> Wake {
        wakes.insert(at: max(deadline, now), body)
    }

    public func cancel(_ wake: Wake) { wakes.remove(wake) }

    public func atTurnEnd(_ task: any TurnTask) { turnTasks.append(task) }

    /// Calls `body` in a turn of its own, after what is due already.
    public func post(_ body: @escaping () -> Void) { wake(at: now, body) }

    /// Runs one turn, moving time to it if need be. False if nothing waits.
    @discardableResult
    public func step() -> Bool { step(notAfter: Instant(nanoseconds: .max)) }

    /// Runs what is due up to and including `deadline`; then it is `deadline`.
    public func run(until deadline: Instant) {
        while step(notAfter: deadline) {}
        advance(to: deadline)
    }

    public func run(for duration: Duration) { run(until: now.advanced(by: duration)) }

    /// Runs until `condition` holds, looking before each turn, or until `duration` has passed. True if it held.
    public func run(for duration: Duration, until condition: () -> Bool) -> Bool {
        let deadline = now.advanced(by: duration)
        while !condition() {
            guard step(notAfter: deadline) else {
                advance(to: deadline)
                return condition()
            }
        }
        return true
    }

    /// Runs until nothing waits, at most `limit` turns. True if nothing waits.
    @discardableResult
    public func runUntilIdle(limit: Int = 1 << 20) -> Bool {
        let last = turns + limit
        while turns < last, step() {}
        return wakes.count == 0
    }

    private func step(notAfter deadline: Instant) -> Bool {
        precondition(!running, "the loop is in a turn: ask for a wake instead of running it from inside")
        running = true
        defer { running = false }
        endTurn()
        guard let next = wakes.popFirst(notAfter: deadline) else { return false }
        advance(to: next.deadline)
        turnsThisInstant += 1
        precondition(turnsThisInstant <= turnsPerInstantMax, "turns without end at one instant: who wakes itself?")
        next.body.run()
        endTurn()
        turns += 1
        return true
    }

    private func advance(to instant: Instant) {
        guard instant > now else { return }
        now = instant
        turnsThisInstant = 0
    }

    /// A task may ask for another: that one belongs to the same ending, after all others.
    private func endTurn() {
        while turnTasksDone < turnTasks.count {
            let task = turnTasks[turnTasksDone]
            turnTasksDone += 1
            task.turnEnded()
        }
        turnTasks.removeAll(keepingCapacity: true)
        turnTasksDone = 0
    }
}
