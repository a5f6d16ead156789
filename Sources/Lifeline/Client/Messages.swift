public import LifelineCore
internal import LifelineUV

/// A message as it came, with what stood around it.
@dynamicMemberLookup
public struct Received<M: Message>: Sendable {
    /// Its payload; of a joined message, all pieces together; of a delta, the whole state.
    public let message: M
    /// Its channel, seq, time and tick.
    public let envelope: Envelope

    /// A field of the message, as if it were the message itself.
    public subscript<Value>(dynamicMember path: KeyPath<M, Value>) -> Value { message[keyPath: path] }
}

/// The messages of one type on one channel, from now on, for `for await`. Ends when the client closes.
///
/// A slow loop body loses nothing but time: while it does not keep up the client acknowledges nothing, and the server
/// conflates, joins and queues as the channel promises.
public struct Messages<C: Channel, M: Message>: AsyncSequence, Sendable {
    public typealias Element = M
    public typealias Failure = Never

    let core: ClientCore

    public func makeAsyncIterator() -> Iterator { Iterator(MessageSource(core)) }

    public struct Iterator: AsyncIteratorProtocol {
        private let source: MessageSource<C, M>
        private var batch: [Received<M>] = []
        private var index = 0

        init(_ source: MessageSource<C, M>) { self.source = source }

        public mutating func next(isolation actor: isolated (any Actor)?) async -> M? {
            await nextReceived(isolation: actor)?.message
        }

        public mutating func next() async -> M? { await next(isolation: nil) }

        /// With its envelope.
        public mutating func nextReceived(isolation actor: isolated (any Actor)? = #isolation) async -> Received<M>? {
            while index == batch.count {
                guard let batch = await source.take(isolation: actor) else { return nil }
                self.batch = batch
                index = 0
            }
            defer { index += 1 }
            return batch[index]
        }
    }
}

/// One iterator's inbox: it is filled until the iterator goes.
final class MessageSource<C: Channel, M: Message>: Sendable {
    private let inbox = Inbox<M>(mark: 256)
    private let core: ClientCore

    init(_ core: ClientCore) {
        self.core = core
        let inbox = inbox
        core.loop.post { core.fill(inbox, from: C.self) }
    }

    func take(isolation actor: isolated (any Actor)?) async -> [Received<M>]? {
        let (inbox, core) = (inbox, core)
        return await withTaskCancellationHandler(
            operation: {
                await inbox.take(isolation: actor) { core.loop.post { core.line.release() } }
            }, onCancel: { core.end(inbox) }, isolation: actor)
    }

    deinit { core.drop(inbox) }
}
