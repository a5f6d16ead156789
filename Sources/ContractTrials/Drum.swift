internal import EnergyProfile
internal import Lifeline
internal import LifelineCore
internal import LifelineUV

/// An engine on a thread of its own: publishes a numbered, timed energy update at each beat.
final class Drum: @unchecked Sendable {
    // Sendable: everything but `loop` is touched on the loop only.
    private let loop = EventLoop(name: "drum")
    private var ticker: Ticker?
    private var beats: UInt32 = 0
    private var skipped: Int64 = 0
    /// Of the first beat: when it came, and its number.
    private var first: (at: Duration, index: Int64)?

    struct Score: Sendable {
        let beats: Int
        /// Beats that came too late to be played.
        let skipped: Int
        /// How often the clock has struck, played or not, in a second.
        let hertz: Double
    }

    /// Plays so many beats, `aside` before each; returns when the last is out.
    func play(
        _ count: Int, hertz: Int, on energy: Publisher<Energy>, aside: @escaping @Sendable (Int) -> Void = { _ in }
    ) async -> Score {
        await withUnsafeContinuation { continuation in
            loop.post { [self] in
                (beats, skipped, first) = (0, 0, nil)
                ticker = Ticker(Metronome(hertz: hertz, from: loop.now), on: loop) { [self] beat in
                    aside(Int(beats))
                    beats += 1
                    skipped += beat.skipped
                    let start = first ?? (Clocks.now, beat.index)
                    first = start
                    var update = EnergyUpdate()
                    update.tokens = beats
                    update.total = Double(Clocks.now.wholeNanoseconds)
                    energy.publish(update)
                    guard beats == UInt32(count) else { return }
                    ticker = nil
                    let seconds = Double((Clocks.now - start.at).wholeNanoseconds) / 1e9
                    continuation.resume(
                        returning: Score(
                            beats: count, skipped: Int(skipped),
                            hertz: Double(beat.index - start.index) / seconds))
                }
            }
        }
    }

    /// Runs `body` after the last beat, where `aside` ran.
    func afterwards<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await loop.perform(body)
    }

    func close() async { await loop.shutdown() }
}
