internal import FrameSources
internal import Lifeline
internal import LifelineCore

/// The frames of a service: at each beat the sources say what is new, and then everybody is sent what they are owed.
///
/// Late beats are counted and skipped, never stacked: the number of a frame against the number of frames sent shows each
/// skip.
final class Clockwork {
    private(set) var frames: UInt64 = 0
    private(set) var skipped: UInt64 = 0
    private(set) var lateness = Histogram.seconds
    /// What the sources take of a frame, and what encoding and sending take.
    private(set) var sourceTime = Histogram.seconds
    private(set) var sendTime = Histogram.seconds

    private let hub: Hub
    private let ensemble: Ensemble
    private var ticker: Ticker?
    private let clock = ContinuousClock()

    init(_ hub: Hub, _ ensemble: Ensemble, hertz: Int) {
        self.hub = hub
        self.ensemble = ensemble
        ticker = Ticker(Metronome(hertz: hertz, from: hub.loop.now), on: hub.loop) { [unowned self] in beat($0) }
    }

    func stop() { ticker = nil }

    private func beat(_ beat: Metronome.Beat) {
        frames &+= 1
        skipped &+= UInt64(max(beat.skipped, 0))
        lateness.add(beat.lateness)
        hub.frame = UInt32(truncatingIfNeeded: beat.index)
        let start = clock.now
        ensemble.tick(beat)
        let said = clock.now
        hub.tickIfDue()
        sourceTime.add(start.duration(to: said))
        sendTime.add(said.duration(to: clock.now))
    }
}
