public import LifelineCore
public import LifelineSession
internal import LifelineUV

/// One channel of a client.
public struct ClientChannel<C: Channel>: Sendable {
    let core: ClientCore

    /// The messages of one type, from now on. A payload without text may come on any channel.
    public func messages<M: Abstract>(_ type: M.Type) -> Messages<C, M> { Messages(core: core) }

    /// Publishes from outside, where the server grants that right.
    public func publish<M: Abstract>(_ message: M) {
        let core = core
        core.loop.post { core.line.publish(message, on: C.self) }
    }
}

extension ClientChannel where C: TextChannel {
    /// Any payload may come on channels that carry text.
    @_disfavoredOverload
    public func messages<M: Message>(_ type: M.Type) -> Messages<C, M> { Messages(core: core) }

    /// The same for what may hold text: channels that carry it take any payload.
    @_disfavoredOverload
    public func publish<M: Message>(_ message: M) {
        let core = core
        core.loop.post { core.line.publish(message, on: C.self) }
    }
}

/// A client's states for `for await`.
public struct States: AsyncSequence, Sendable {
    public typealias Element = ClientSession.State
    public typealias Failure = Never

    let core: ClientCore

    public func makeAsyncIterator() -> Iterator {
        let gate = Gate<ClientSession.State>()
        core.states.withLock { $0.append(gate) }
        let core = core
        core.loop.post { gate.put(core.line.session.state) { _, _ in } }
        return Iterator(gate: gate)
    }

    public struct Iterator: AsyncIteratorProtocol {
        let gate: Gate<ClientSession.State>

        public mutating func next(isolation actor: isolated (any Actor)?) async -> ClientSession.State? {
            let gate = gate
            return await withTaskCancellationHandler(
                operation: { await gate.take(isolation: actor) }, onCancel: { gate.end() }, isolation: actor)
        }

        public mutating func next() async -> ClientSession.State? { await next(isolation: nil) }
    }
}
