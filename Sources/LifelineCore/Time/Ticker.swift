/// Calls `body` at a metronome's pace on any loop, until stopped.
///
/// A late beat is delivered once with the number it skipped. No allocation per beat beyond what `Loop.wake` needs.
/// It belongs to its loop, and lives as long as its owner keeps it: the loop's wake holds it only weakly.
public final class Ticker {
    private let loop: any Loop
    private let body: (Metronome.Beat) -> Void
    private var metronome: Metronome
    private var wake: Wake?
    private var again: () -> Void = {}

    /// Begins at once: `body` is called on `loop`, and never from inside this call.
    public init(_ metronome: Metronome, on loop: any Loop, _ body: @escaping (Metronome.Beat) -> Void) {
        self.loop = loop
        self.body = body
        self.metronome = metronome
        again = { [weak self] in self?.woke() }
        wake = loop.wake(at: metronome.deadline, again)
    }

    deinit { stop() }

    /// Beats that were missed so far.
    public var skipped: Int64 { metronome.skipped }

    /// No beat comes after this. Idempotent.
    public func stop() {
        if let wake { loop.cancel(wake) }
        wake = nil
        again = {}
    }

    private func woke() {
        wake = nil
        let beat = metronome.beat(at: loop.now)
        wake = loop.wake(at: metronome.deadline, again)
        if let beat { body(beat) }
    }
}
