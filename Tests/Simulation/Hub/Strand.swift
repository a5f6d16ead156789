internal import LifelineCore
internal import LifelineSimulation

/// One of the loops of a server, all of them on the world's time. What is posted to it comes after a while, in order, in
/// one turn with all that was posted meanwhile: as with `EventLoop`, many letters cost one wake-up.
final class Strand: Loop, ReachableLoop, @unchecked Sendable {
    // Sendable: a world runs on one thread.
    private let inner: SimLoop
    private var random: Randomness
    private var letters: [() -> Void] = []
    private let losesMail: Bool

    /// Until a loop that is awake looks, and until one does that has its hands full.
    private static let moment: ClosedRange<Duration> = .zero ... .milliseconds(1)
    private static let busyMoment: ClosedRange<Duration> = .milliseconds(1) ... .milliseconds(50)

    init(_ inner: SimLoop, _ random: Randomness, losesMail: Bool) {
        self.inner = inner
        self.random = random
        self.losesMail = losesMail
    }

    func post(_ body: @escaping @Sendable () -> Void) {
        letters.append(body)
        guard letters.count == 1 else { return }
        let delay = random.range(random.chance(0.2) ? Strand.busyMoment : Strand.moment)
        inner.wake(at: now.advanced(by: delay)) { [self] in read() }
    }

    private func read() {
        let come = letters
        letters = []
        for letter in come where !losesMail || !random.chance(0.01) { letter() }
    }

    var now: Instant { inner.now }
    func wake(at deadline: Instant, _ body: @escaping () -> Void) -> Wake { inner.wake(at: deadline, body) }
    func cancel(_ wake: Wake) { inner.cancel(wake) }
    func atTurnEnd(_ task: any TurnTask) { inner.atTurnEnd(task) }
}
