public import LifelineCore
public import LifelineSession
public import LifelineUV

/// A connection that stands as long as you want it to: it dials again when the link goes, asks for what it missed, and
/// sends open requests again. For every thread and every task.
///
/// It lives until `close()`, or until nobody holds it any more, nor an iterator of its messages or states.
///
/// ```swift
/// let client = try await Client.connect("ws://127.0.0.1:8145/ws", .stock, token: token)
/// for await update in client.channel(Energy.self).messages(EnergyUpdate.self) { meter.show(update.level) }
/// ```
public final class Client: Sendable {
    /// Where all of it happens: the client's own loop, or the one that `connect` was given.
    public let loop: EventLoop
    private let core: ClientCore

    /// Dials, and returns once the server has said welcome. Throws if the address is none, if the server turns us away
    /// for good, or if nothing has come of it within `patience`: a server that is about to start is waited for.
    ///
    /// The error's reason is `permission` if the token is missing or wrong, and otherwise that of the last try: `refused`
    /// or `notFound` if nobody listens there, `timeout` if nobody has answered.
    ///
    /// A client has a loop of its own, unless many are to share one: then that one is theirs to shut down, which closes
    /// the clients on it.
    public static func connect(
        _ address: String, _ equipment: Equipment, token: Secret? = nil,
        _ options: ClientSession.Options = ClientSession.Options(), within patience: Duration = .seconds(10),
        on loop: EventLoop? = nil
    ) async throws(TransportError) -> Client {
        guard let parsed = Address(address) else {
            throw TransportError(.badAddress, "connect", address, "write scheme:rest, as in ws://127.0.0.1:8145/ws")
        }
        var options = options
        options.token = token ?? options.token
        let client = Client(loop, equipment.repertoire, options, dial: try equipment.dialling(parsed, options))
        return try await client.opened(address, within: patience)
    }

    /// The user interface in the engine's own process: no socket between them, and the server's own loop. It shows the
    /// server's token unless the options have another.
    public static func connect(
        to server: Server, _ options: ClientSession.Options = ClientSession.Options()
    ) async throws(TransportError) -> Client {
        let dial = try await server.embed()
        var options = options
        options.token = options.token ?? server.token
        let client = Client(server.loop, server.repertoire, options) { _ in dial.value }
        return try await client.opened("the server of this process", within: .seconds(10))
    }

    private init(
        _ loop: EventLoop?, _ repertoire: Repertoire, _ options: ClientSession.Options,
        dial: @escaping @Sendable (EventLoop) -> Line.Dial
    ) {
        self.loop = loop ?? EventLoop(name: "lifeline-client")
        core = ClientCore(self.loop, isOwn: loop == nil, repertoire, options, dial)
        let core = core
        self.loop.post { core.start() }
    }

    private func opened(_ address: String, within patience: Duration) async throws(TransportError) -> Client {
        let core = core
        let trouble = await withUnsafeContinuation { continuation in
            loop.post { core.awaitOpening(at: address, within: patience) { continuation.resume(returning: $0) } }
        }
        guard let trouble else { return self }
        await close()
        throw trouble
    }

    /// idle → connecting → open → retry → connecting | closed: the present state first, then each change; of changes
    /// that came while nobody looked, the latest. Ends after `closed`.
    public var states: States { States(core: core) }

    /// How far it is at the moment.
    public var state: ClientSession.State {
        get async {
            let core = core
            return await loop.perform { core.line.session.state }
        }
    }

    /// Round trip to the server, as the last heartbeats say.
    public var roundTrip: Duration? {
        get async {
            let core = core
            return await loop.perform { core.line.session.roundTrip }
        }
    }

    /// A channel to hear, and to publish on where the server grants that right.
    public func channel<C: Channel>(_ channel: C.Type) -> ClientChannel<C> { ClientChannel(core: core) }

    /// Asks for an action and waits for its result. It happens once, even if the connection goes in between.
    ///
    /// Throws `RequestFailure` if the server says so, and `ProtocolFault` if there is no answer to be had: `unavailable`
    /// once the client is closed, `limitExceeded` with too many open. A task that is cancelled gets its
    /// `CancellationError` at once and the answer is dropped; what it asked for may happen all the same.
    public func request(_ method: Name, _ params: Document = Document(), key: Name? = nil) async throws -> Document {
        var request = Request()
        request.method = method
        request.params = params
        request.key = key ?? Client.newKey()
        let reply = try await PendingRequest(request, core).answer().get()
        if let failure = reply.error { throw RequestFailure(failure) }
        return reply.result ?? Document()
    }

    private static func newKey() -> Name {
        var key = Name()
        key.storage = Secret.random().storage
        return key
    }

    /// Runs `body` on the loop, with the line: for handlers that must not leave it.
    public func withLine<Value: Sendable>(_ body: @escaping @Sendable (Line) -> Value) async -> Value {
        let core = core
        return await loop.perform { body(core.line) }
    }

    /// For good: says goodbye, ends every sequence, and ends the loop if it is the client's own.
    public func close() async { await core.close() }
}

/// What a server answered instead of a result.
public struct RequestFailure: Error, Hashable, Sendable {
    /// 600 to 999 are the application's; the others are in docs/PROTOCOL.md.
    public let code: UInt16
    public let name: Name
    /// For a person: printable ASCII.
    public let message: Phrase
    /// How long to wait before another try.
    public let retry: Duration?

    init(_ failure: Failure) {
        code = failure.code
        name = failure.name
        message = failure.message
        retry = failure.retry.map { .milliseconds(Int64($0)) }
    }
}
