public import LifelineCore
internal import LifelineUV

/// One channel of a server, to publish on, from any thread. What one thread publishes stays in order; what is published
/// in one turn of the loop leaves in one send per client. For what has to arrive together there is `Server.publish`.
public struct Publisher<C: Channel>: Sendable {
    let core: ServerCore

    init(_ core: ServerCore) { self.core = core }

    /// A payload without text may go to any channel.
    public func publish<M: Abstract>(_ message: M) { put(message) }

    private func put<M: Message>(_ message: M) {
        let core = core
        core.loop.post { _ = core.hub.publish(any: message, on: C.handle) }
    }
}

extension Publisher where C: TextChannel {
    /// Any payload goes to channels that carry text.
    @_disfavoredOverload
    public func publish<M: Message>(_ message: M) { put(message) }
}
