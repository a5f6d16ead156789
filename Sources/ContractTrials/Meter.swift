internal import LifelineCore

/// What ears of one loop have heard: beats of a `Drum`, how late they came, and which did not.
///
/// Confined to its loop.
public final class Meter: @unchecked Sendable {
    // Sendable: who has it touches it on its loop only.
    public private(set) var latency = Percentiles()
    public private(set) var received = 0
    /// When each beat was played, since the first, and how late it was heard; if they are kept.
    public private(set) var samples: [Sample] = []
    private let keepsSamples: Bool

    public struct Sample: Sendable {
        public let at: Duration
        public let latency: Duration
    }

    init(keepsSamples: Bool) { self.keepsSamples = keepsSamples }

    func heard(playedAt: Duration) {
        let late = Clocks.now - playedAt
        received += 1
        latency.add(late)
        if keepsSamples { samples.append(Sample(at: playedAt, latency: late)) }
    }
}
