public import LifelineCore
internal import LifelineSession
public import LifelineUV

/// A server: loops of its own, a hub on each, and addresses where clients come in. For every thread and every task.
///
/// ```swift
/// let server = Server(.stock)
/// try await server.listen("ws://127.0.0.1:8145/ws")
/// let energy = server.channel(Energy.self)
/// await server.ready(model: "llama-3-8b", tier: .mid)
/// for await tick in server.ticks(hertz: 60) { energy.publish(engine.update(at: tick)) }
/// ```
///
/// With several loops the first is home: what is published and asked goes there, and the clients are spread evenly over
/// all. Each message is encoded once per codec for all of them, and every subscriber has a channel's messages in order,
/// wherever it is. Each loop takes its part of `connectionsMax` and `pendingMax`, and at least one.
public final class Server: Sendable {
    /// Home.
    public let loop: EventLoop
    /// What a client must show unless it is our own user on a Unix socket. Nil if the authenticator is somebody else's.
    public let token: Secret?
    /// One per loop, home first.
    let cores: [ServerCore]
    private var core: ServerCore { cores[Relay.home] }

    /// Lets in our own user, who may also publish, and whoever shows `token`, which is drawn anew for each launch.
    public convenience init(_ equipment: Equipment, _ options: HubOptions = HubOptions(), loops: Int = 1) {
        let token = Secret.random()
        self.init(
            equipment, PeerUIDAuthenticator(others: TokenAuthenticator(token)), token: token, options, loops: loops)
    }

    /// `token`, if given, is what transports compare with what a client shows in its address or in a header.
    public init(
        _ equipment: Equipment, _ authenticator: any Authenticator, token: Secret? = nil,
        _ options: HubOptions = HubOptions(), loops: Int = 1
    ) {
        self.token = token
        cores = ServerCore.cores(loops, equipment, authenticator, token, options)
        loop = cores[Relay.home].loop
    }

    /// Takes clients at these addresses. Returns the addresses as they really are: port 0 has become a number.
    @discardableResult
    public func listen(_ addresses: String...) async throws(TransportError) -> [Address] {
        var real: [Address] = []
        for text in addresses {
            let (home, isShared) = (core, cores.count > 1)
            let (address, share) = try await loop.perform { () throws(TransportError) in
                try home.listen(text, isShared: isShared)
            }
            real.append(address)
            guard let share else { continue }
            for core in cores.dropFirst() {
                try await core.loop.perform { () throws(TransportError) in try core.listen(sharing: share) }
            }
        }
        return real
    }

    var repertoire: Repertoire { core.repertoire }

    func embed() async throws(TransportError) -> LoopBound<Line.Dial> {
        let core = core
        return try await loop.perform { () throws(TransportError) in LoopBound(try core.embed()) }
    }

    /// Publishes what belongs together, from any thread: it leaves in one record per client, and has one `frame`.
    ///
    /// ```swift
    /// server.publish { hub in
    ///     hub.publish(update, on: Energy.self)
    ///     hub.publish(piece, on: Experience.self)
    /// }
    /// ```
    public func publish(_ body: @escaping @Sendable (Hub) -> Void) {
        let core = core
        core.loop.post { body(core.hub) }
    }

    /// A channel to publish on.
    public func channel<C: Channel>(_ channel: C.Type) -> Publisher<C> { Publisher(core) }

    /// The services are ready: clients leave their loading screens, now and whenever one comes.
    public func ready(
        model: Name, tier: Tier, models: [Name] = [], version: Name = "1.0", state: Name? = nil
    ) async {
        var startup = StartupComplete()
        startup.model = model
        startup.tier = tier
        startup.version = version
        startup.models = models.isEmpty ? [model] : models
        startup.state = state
        await withHub { [startup] in $0.ready(startup) }
    }

    /// Tells everybody how one of the models is.
    public func modelStatus(_ status: ModelStatus) async { await withHub { $0.tell(status) } }

    /// A metronome for `for await`. What the loop's body is too slow for is skipped and counted, never stacked. Each
    /// beat's number becomes the `frame` of what is published until the next.
    public func ticks(hertz: Int) -> Ticks {
        let core = core
        return Ticks(loop, hertz: hertz) { core.hub.frame = UInt32(truncatingIfNeeded: $0.index) }
    }

    /// Runs `body` on the loop, with the hub that publishes: for handlers that must not leave it.
    public func withHub<Value: Sendable>(_ body: @escaping @Sendable (Hub) -> Value) async -> Value {
        let core = core
        return await loop.perform { body(core.hub) }
    }

    /// Answers requests for `method`. A thrown `ProtocolFault` is the answer; any other error is `internal`.
    public func handle(
        _ method: Name, _ body: @escaping @Sendable (Document, Identity) async throws -> Document
    ) async {
        let core = core
        await withHub { hub in
            hub.handle(method) { call in
                let answer = LoopBound(call.answer)
                let (params, identity, loop) = (call.params, call.identity, core.loop)
                Task {
                    let reply = await Reply { try await body(params, identity) }
                    loop.post { answer.value(reply) }
                }
            }
        }
    }

    /// Says goodbye to everybody, waits until what was sent has left, at most `patience`, and ends the loops.
    public func shutdown(within patience: Duration = .seconds(2)) async {
        await withTaskGroup(of: Void.self) { group in
            for core in cores { group.addTask { await core.leave(within: patience) } }
        }
        for core in cores { await core.loop.shutdown() }
    }
}

extension Reply {
    fileprivate init(_ body: () async throws -> Document) async {
        self.init()
        do {
            result = try await body()
        } catch let fault as ProtocolFault {
            error = fault.failure("the request was refused")
        } catch {
            self.error = ProtocolFault.internalFault.failure("the request failed")
        }
    }
}

extension Secret {
    /// 128 random bits.
    public static func random() -> Secret {
        var bits: (UInt64, UInt64) = (0, 0)
        withUnsafeMutableBytes(of: &bits) { Entropy.fill($0) }
        var secret = Secret()
        secret.storage = [bits.0, bits.1].map { bits in
            let digits = String(bits, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
        return secret
    }
}
