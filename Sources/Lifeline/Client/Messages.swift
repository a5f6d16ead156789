public import LifelineCore
internal import LifelineUV

/// A message as it came, with what stood around it.
@dynamicMemberLookup
public struct Received<M: Message>: Sendable {
    /// Its payload; of a joined message, all pieces together; of a delta, the whole state.
    public let message: M
    /// Its channel, seq, time and tick.
    public let envelope: Envelope
    /// Whether it is news, or stands for what was said before: a `snapshot` replaces what is known.
    public let origin: MessageOrigin

    /// A field of the message, as if it were the message itself.
    public subscript<Value>(dynamicMember path: KeyPath<M, Value>) -> Value { message[keyPath: path] }
}

/// The messages of one type on one channel, from now on, for `for await`. Ends when the client closes.
///
/// How a channel stands comes as a snapshot, at the beginning and whenever too much was missed: its messages look like all
/// others, and may have come before. States need no care. Who counts events asks `received`, which says where each message
/// comes from; who puts a text together goes by where its pieces stand:
///
/// ```swift
/// var text: [UInt8] = []
/// for await piece in client.channel(Experience.self).messages(TokenStream.self) where piece.stream == stream {
///     text.replaceSubrange(min(Int(clamping: piece.at), text.count)..., with: piece.text.storage.utf8)
/// }
/// ```
///
/// A slow loop body loses nothing but time: while it does not keep up the client acknowledges nothing, and the server
/// conflates, joins and queues as the channel promises. That holds for the whole connection: an iterator that was made and
/// is not asked stops every channel once 256 messages wait in it, so make one when you begin to read, and let it go, or
/// cancel its task, when you no longer do.
public struct Messages<C: Channel, M: Message>: AsyncSequence, Sendable {
    public typealias Element = M
    public typealias Failure = Never

    let core: ClientCore

    public func makeAsyncIterator() -> Iterator { Iterator(MessageSource(core)) }

    /// The same messages, each with its envelope and where it comes from:
    ///
    /// ```swift
    /// for await event in client.channel(Council.self).messages(InterferenceEvent.self).received
    /// where event.origin != .snapshot { count += 1 }
    /// ```
    public var received: ReceivedMessages<C, M> { ReceivedMessages(messages: self) }

    public struct Iterator: AsyncIteratorProtocol {
        private let source: MessageSource<C, M>
        private var batch: [Received<M>] = []
        private var index = 0

        init(_ source: MessageSource<C, M>) { self.source = source }

        public mutating func next(isolation actor: isolated (any Actor)?) async -> M? {
            await nextReceived(isolation: actor)?.message
        }

        public mutating func next() async -> M? { await next(isolation: nil) }

        /// The next one as it came.
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

/// The messages of one type on one channel as they came, for `for await`.
public struct ReceivedMessages<C: Channel, M: Message>: AsyncSequence, Sendable {
    public typealias Element = Received<M>
    public typealias Failure = Never

    let messages: Messages<C, M>

    public func makeAsyncIterator() -> Iterator { Iterator(iterator: messages.makeAsyncIterator()) }

    public struct Iterator: AsyncIteratorProtocol {
        var iterator: Messages<C, M>.Iterator

        public mutating func next(isolation actor: isolated (any Actor)?) async -> Received<M>? {
            await iterator.nextReceived(isolation: actor)
        }

        public mutating func next() async -> Received<M>? { await next(isolation: nil) }
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
