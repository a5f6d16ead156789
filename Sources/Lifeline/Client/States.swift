public import LifelineSession
internal import LifelineUV

/// A client's states for `for await`. Ends after `closed`.
public struct States: AsyncSequence, Sendable {
    public typealias Element = ClientSession.State
    public typealias Failure = Never

    let core: ClientCore

    public func makeAsyncIterator() -> Iterator { Iterator(source: StateSource(core)) }

    public struct Iterator: AsyncIteratorProtocol {
        let source: StateSource

        public mutating func next(isolation actor: isolated (any Actor)?) async -> ClientSession.State? {
            let gate = source.gate
            return await withTaskCancellationHandler(
                operation: { await gate.take(isolation: actor) }, onCancel: { gate.end() }, isolation: actor)
        }

        public mutating func next() async -> ClientSession.State? { await next(isolation: nil) }
    }
}

/// One iterator's gate: it is told of changes until the iterator goes.
final class StateSource: Sendable {
    let gate = Gate<ClientSession.State>()
    private let core: ClientCore

    init(_ core: ClientCore) {
        self.core = core
        let gate = gate
        core.loop.post { core.open(gate) }
    }

    deinit { core.drop(gate) }
}
