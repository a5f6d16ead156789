public import LifelineCore
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
