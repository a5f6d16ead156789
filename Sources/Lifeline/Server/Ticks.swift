public import LifelineCore
internal import LifelineUV

/// Beats of a loop's metronome for `for await`. One waits at most: whoever comes late gets the latest, which says how
/// many were skipped. Ends when the server is shut down.
public struct Ticks: AsyncSequence, Sendable {
    public typealias Element = Metronome.Beat
    public typealias Failure = Never

    private let loop: EventLoop
    private let hertz: Int
    private let beat: @Sendable (Metronome.Beat) -> Void

    init(_ loop: EventLoop, hertz: Int, _ beat: @escaping @Sendable (Metronome.Beat) -> Void) {
        self.loop = loop
        self.hertz = hertz
        self.beat = beat
    }

    public func makeAsyncIterator() -> Iterator { Iterator(TickSource(loop, hertz, beat)) }

    public struct Iterator: AsyncIteratorProtocol {
        private let source: TickSource

        init(_ source: TickSource) { self.source = source }

        /// Nil once the task is cancelled, or the loop has ended.
        public mutating func next(isolation actor: isolated (any Actor)?) async -> Metronome.Beat? {
            let gate = source.gate
            return await withTaskCancellationHandler(
                operation: { await gate.take(isolation: actor) }, onCancel: { gate.end() }, isolation: actor)
        }

        public mutating func next() async -> Metronome.Beat? { await next(isolation: nil) }
    }
}

/// The ticker behind one iterator: it ends with it, or with the loop.
final class TickSource: Sendable {
    let gate = Gate<Metronome.Beat>()
    private let holder: LoopBound<TickerHolder>
    private let loop: EventLoop

    init(_ loop: EventLoop, _ hertz: Int, _ beat: @escaping @Sendable (Metronome.Beat) -> Void) {
        self.loop = loop
        let holder = LoopBound(TickerHolder())
        self.holder = holder
        let gate = gate
        loop.post {
            // The iterator may have gone already.
            guard !gate.isEnded else { return }
            holder.value.ending = loop.atEnd { gate.end() }
            holder.value.ticker = Ticker(Metronome(hertz: hertz, from: loop.now), on: loop) { tick in
                beat(tick)
                gate.put(tick) { earlier, later in later.skipped &+= earlier.skipped &+ 1 }
            }
        }
    }

    deinit {
        gate.end()
        let (holder, loop) = (holder, loop)
        loop.post {
            holder.value.ticker = nil
            if let ending = holder.value.ending { loop.forget(ending: ending) }
        }
    }
}

/// What of it lives on the loop.
final class TickerHolder {
    var ticker: Ticker?
    var ending: UInt64?
}
