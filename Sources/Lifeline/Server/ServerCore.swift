internal import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// What of a server lives on its loop.
final class ServerCore: @unchecked Sendable {
    // Sendable: everything but `loop` is touched on the loop only; `Server` posts there.
    let loop: EventLoop
    private let equipment: Equipment
    private let authenticator: any Authenticator
    private let token: Secret?
    private let options: HubOptions
    private var listeners: [any Listener] = []

    lazy var hub = Hub(on: loop, equipment.repertoire, authenticator, .system, options)

    init(
        _ loop: EventLoop, _ equipment: Equipment, _ authenticator: any Authenticator, _ token: Secret?,
        _ options: HubOptions
    ) {
        self.loop = loop
        self.equipment = equipment
        self.authenticator = authenticator
        self.token = token
        self.options = options
    }

    func listen(_ text: String) throws(TransportError) -> Address {
        guard let address = Address(text) else {
            throw TransportError(.badAddress, "listen", text, "write scheme:rest, as in ws://127.0.0.1:8145/ws")
        }
        var wish = TransportWish()
        wish.token = token
        let transport = try equipment.transport(address).make(wish)
        let listener = try transport.listen(address, on: loop) { [hub] in hub.accept($0) }
        listeners.append(listener)
        return listener.address
    }

    func shutdown(within patience: Duration, _ done: @escaping () -> Void) {
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
    static var system: Surroundings {
        Surroundings(
            wall: { WallClock.now },
            entropy: {
                var bits: UInt64 = 0
                withUnsafeMutableBytes(of: &bits) { Entropy.fill($0) }
                return bits
            })
    }
}

/// Carries a value that belongs to a loop through a task and back.
struct LoopBound<Value>: @unchecked Sendable {
    // Sendable: whoever has it touches `value` on its loop only.
    let value: Value
    init(_ value: Value) { self.value = value }
}
