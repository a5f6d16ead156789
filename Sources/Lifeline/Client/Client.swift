public import LifelineCore
public import LifelineSession
public import LifelineUV

/// A connection that stands as long as you want it to: it dials again when the link goes, asks for what it missed, and
/// sends open requests again. For every thread and every task.
///
/// ```swift
/// let client = try await Client.connect("ws://127.0.0.1:8145/ws", .stock, token: token)
/// for await update in client.channel(Energy.self).messages(EnergyUpdate.self) { meter.show(update.level) }
/// ```
public final class Client: Sendable {
    public let loop: EventLoop
    private let core: ClientCore

    /// Dials, and returns once the server has said welcome. Throws if the address is none, or the server turns us away
    /// for good; a server that is not there yet is waited for, as long as the options say.
    public static func connect(
        _ address: String, _ equipment: Equipment, token: Secret? = nil,
        _ options: ClientSession.Options = ClientSession.Options()
    ) async throws -> Client {
        guard let parsed = Address(address) else {
            throw TransportError(.badAddress, "connect", address, "write scheme:rest, as in ws://127.0.0.1:8145/ws")
        }
        var options = options
        options.token = token ?? options.token
        let client = Client(equipment, try equipment.transport(parsed), parsed, options)
        for await state in client.states {
            if state == .open { return client }
            if state == .closed { break }
        }
        await client.close()
        throw TransportError(.refused, "connect", address, "the server did not take this client, or there is none")
    }

    private init(
        _ equipment: Equipment, _ transport: TransportDriver, _ address: Address, _ options: ClientSession.Options
    ) {
        loop = EventLoop(name: "lifeline-client")
        core = ClientCore(loop, equipment, transport, address, options)
        let core = core
        loop.post { core.line.start() }
    }

    /// idle → connecting → open → retry → connecting | closed: the present state first, then each change; of changes
    /// that came while nobody looked, the latest.
    public var states: States { States(core: core) }

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

    public func channel<C: Channel>(_ channel: C.Type) -> ClientChannel<C> { ClientChannel(core: core) }

    /// Asks for an action and waits for its result. It happens once, even if the connection goes in between.
    public func request(_ method: Name, _ params: Document = Document(), key: Name? = nil) async throws -> Document {
        var request = Request()
        request.method = method
        request.params = params
        request.key = key ?? Client.newKey()
        let core = core
        let result: Result<Reply, ProtocolFault> = await withUnsafeContinuation { continuation in
            loop.post { [request] in core.line.request(request) { continuation.resume(returning: $0) } }
        }
        let reply = try result.get()
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

    /// For good: says goodbye, ends every sequence, and ends the loop.
    public func close() async {
        let core = core
        await loop.perform { core.line.close() }
        await loop.shutdown()
    }
}

/// What a server answered instead of a result.
public struct RequestFailure: Error, Hashable, Sendable {
    public let code: UInt16
    public let name: Name
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
