internal import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// What of a client lives on its loop.
final class ClientCore: @unchecked Sendable {
    // Sendable: `line` and `listening` are touched on the loop only; `inboxes` and `watchers` are locked.
    let loop: EventLoop
    private let options: ClientSession.Options
    private let equipment: Equipment
    private let transport: TransportDriver
    private let address: Address
    private let inboxes = Locked<Inboxes>(Inboxes())
    /// How to stop filling each inbox.
    var listening: [UInt64: () -> Void] = [:]
    let states = Locked<[Gate<ClientSession.State>]>([])

    private struct Inboxes {
        var next: UInt64 = 1
        var ends: [UInt64: @Sendable () -> Void] = [:]
        var isClosed = false
    }

    lazy var line = makeLine()

    init(
        _ loop: EventLoop, _ equipment: Equipment, _ transport: TransportDriver, _ address: Address,
        _ options: ClientSession.Options
    ) {
        self.loop = loop
        self.equipment = equipment
        self.transport = transport
        self.address = address
        self.options = options
    }

    private func makeLine() -> Line {
        var wish = TransportWish()
        wish.bearer = options.token
        if options.codec == .energy { wish.subprotocols.reverse() }
        let plugin = transport.make(wish)
        let line = Line(on: loop, equipment.repertoire, .system, options) { [address, loop] done in
            plugin.dial(address, on: loop, done: done)
        }
        line.stateChanged = { [unowned self] state in changed(state) }
        return line
    }

    private func changed(_ state: ClientSession.State) {
        for gate in states.withLock({ $0 }) { gate.put(state) { _, _ in } }
        guard state == .closed else { return }
        let ends = inboxes.withLock { inboxes -> [@Sendable () -> Void] in
            inboxes.isClosed = true
            return Array(inboxes.ends.values)
        }
        for end in ends { end() }
    }

    // MARK: Inboxes

    func add<M>(_ inbox: Inbox<M>) -> UInt64 {
        let (number, isClosed) = inboxes.withLock { inboxes in
            let number = inboxes.next
            inboxes.next += 1
            inboxes.ends[number] = { inbox.end() }
            return (number, inboxes.isClosed)
        }
        if isClosed { inbox.end() }
        return number
    }

    /// From any thread: no more comes, and who waits is told.
    func end<M>(_ inbox: Inbox<M>) {
        if inbox.end() { loop.post { self.line.release() } }
    }

    func drop<M>(_ inbox: Inbox<M>, _ number: UInt64) {
        end(inbox)
        inboxes.withLock { $0.ends[number] = nil }
        loop.post { self.listening.removeValue(forKey: number)?() }
    }
}
