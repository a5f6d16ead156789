internal import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// What of a server lives on one of its loops.
final class ServerCore: @unchecked Sendable {
    // Sendable: whatever can change is touched on the loop only; `Server` posts there.
    let loop: EventLoop
    private let equipment: Equipment
    private let token: Secret?
    private var listeners: [any Listener] = []
    /// One of each scheme: a loopback knows only who listens at itself.
    private var transports: [String: any Transport] = [:]

    private var isEmbedding = false
    var repertoire: Repertoire { equipment.repertoire }

    let hub: Hub

    private init(_ loop: EventLoop, _ equipment: Equipment, _ token: Secret?, _ hub: Hub) {
        self.loop = loop
        self.equipment = equipment
        self.token = token
        self.hub = hub
    }

    /// One for each of so many loops, the first of them home.
    static func cores(
        _ count: Int, _ equipment: Equipment, _ authenticator: any Authenticator, _ token: Secret?,
        _ options: HubOptions
    ) -> [ServerCore] {
        precondition(count >= 1, "a server needs a loop: Server(…, loops: 1)")
        let loops = (0..<count).map { EventLoop(name: $0 == Relay.home ? "lifeline" : "lifeline-\($0)") }
        let hubs = Hub.several(on: loops, equipment.repertoire, authenticator, .system, options)
        return zip(loops, hubs).map { ServerCore($0, equipment, token, $1) }
    }

    /// Also says what other loops need to take their share of the links, if they shall and the transport can.
    func listen(_ text: String, isShared: Bool = false) throws(TransportError) -> (Address, ListenerShare?) {
        guard let address = Address(text) else {
            throw TransportError(.badAddress, "listen", text, "write scheme:rest, as in ws://127.0.0.1:8145/ws")
        }
        let listener = try transport(address).listen(address, on: loop) { [hub] in hub.accept($0) }
        listeners.append(listener)
        return (listener.address, isShared ? listener.share() : nil)
    }

    func listen(sharing share: ListenerShare) throws(TransportError) {
        let transport = try transport(share.address)
        listeners.append(try transport.listen(sharing: share, on: loop) { [hub] in hub.accept($0) })
    }

    private func transport(_ address: Address) throws(TransportError) -> any Transport {
        if let known = transports[address.scheme] { return known }
        var wish = TransportWish()
        wish.token = token
        wish.limits = hub.options.link
        wish.limits.recordBytesMax = hub.options.codec.recordBytesMax
        let transport = try equipment.transport(address).make(wish)
        transports[address.scheme] = transport
        return transport
    }

    /// How a client in this process dials.
    func embed() throws(TransportError) -> Line.Dial {
        let address = Address(scheme: "loop", rest: "embedded")
        let transport = try transport(address)
        if !isEmbedding { _ = try listen(address.description) }
        isEmbedding = true
        return { [loop] done in transport.dial(address, on: loop, done: done) }
    }

    /// From anywhere. Returns when all have left, or patience is over.
    func leave(within patience: Duration) async {
        await withUnsafeContinuation { continuation in
            loop.post { self.leave(within: patience) { continuation.resume() } }
        }
    }

    private func leave(within patience: Duration, _ done: @escaping () -> Void) {
        for listener in listeners { listener.close() }
        listeners = []
        hub.shutdown()
        let deadline = loop.now.advanced(by: patience)
        wait(until: deadline, done)
    }

    /// Looks every few milliseconds: a shutdown is rare, and its end is not worth a callback in every connection.
    private func wait(until deadline: Instant, _ done: @escaping () -> Void) {
        guard hub.connectionCount > 0, loop.now < deadline else { return done() }
        loop.wake(at: min(deadline, loop.now.advanced(by: .milliseconds(5)))) { self.wait(until: deadline, done) }
    }
}

extension Surroundings {
    /// The machine's clock and its random source.
    public static var system: Surroundings {
        Surroundings(
            wall: { WallClock.now },
            entropy: {
                var bits: UInt64 = 0
                withUnsafeMutableBytes(of: &bits) { Entropy.fill($0) }
                return bits
            })
    }
}
