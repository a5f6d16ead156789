internal import LifelineCore

/// One machine's view of the world's loop: while it sleeps, none of its wakes come; then all that were due, late.
final class DrowsyLoop: Loop {
    private let inner: any Loop
    private(set) var asleepUntil = Instant(nanoseconds: 0)
    private var wakes: [UInt64: Wake] = [:]
    private var lastID: UInt64 = 0

    init(_ inner: any Loop) { self.inner = inner }

    var now: Instant { inner.now }

    func sleep(for duration: Duration) { asleepUntil = max(asleepUntil, now.advanced(by: duration)) }

    func wake(at deadline: Instant, _ body: @escaping () -> Void) -> Wake {
        lastID += 1
        arm(lastID, at: deadline, body)
        return Wake(id: lastID)
    }

    private func arm(_ id: UInt64, at deadline: Instant, _ body: @escaping () -> Void) {
        wakes[id] = inner.wake(at: max(deadline, asleepUntil)) { [self] in
            if now < asleepUntil { return arm(id, at: asleepUntil, body) }
            wakes[id] = nil
            body()
        }
    }

    func cancel(_ wake: Wake) {
        if let inner = wakes.removeValue(forKey: wake.id) { self.inner.cancel(inner) }
    }

    func atTurnEnd(_ task: any TurnTask) { inner.atTurnEnd(task) }
}
