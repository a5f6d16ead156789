internal import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// What of a client lives on its loop.
final class ClientCore: @unchecked Sendable {
    // Sendable: `line` and `listening` are touched on the loop only; `inboxes` and `watchers` are locked.
    let loop: EventLoop
    private let options: ClientSession.Options
    private let repertoire: Repertoire
    private let dial: @Sendable (EventLoop) -> Line.Dial
    private let inboxes = Locked<Inboxes>(Inboxes())
    /// How to stop filling each inbox.
    var listening: [UInt64: () -> Void] = [:]
    let states = Locked<[Gate<ClientSession.State>]>([])

    private var opening: Opening?

    private struct Opening {
        let done: (Bool, String) -> Void
        var wake: Wake?
    }

    private struct Inboxes {
        var next: UInt64 = 1
        var ends: [UInt64: @Sendable () -> Void] = [:]
        var isClosed = false
    }

    lazy var line = makeLine()

    init(
        _ loop: EventLoop, _ repertoire: Repertoire, _ options: ClientSession.Options,
        _ dial: @escaping @Sendable (EventLoop) -> Line.Dial
    ) {
        self.loop = loop
        self.repertoire = repertoire
        self.options = options
        self.dial = dial
    }

    private func makeLine() -> Line {
        let line = Line(on: loop, repertoire, .system, options, dial: dial(loop))
        line.stateChanged = { [unowned self] state in changed(state) }
        return line
    }

    // MARK: The first connection

    /// Calls `done` once: when the line is open, when it never will be, or when `patience` is over.
    func awaitOpening(_ patience: Duration, _ done: @escaping (_ isOpen: Bool, _ trouble: String) -> Void) {
        opening = Opening(done: done)
        opening?.wake = loop.wake(at: loop.now.advanced(by: patience)) { [self] in
            concludeOpening(false)
        }
        if line.session.state == .open { concludeOpening(true) }
        if line.session.state == .closed { concludeOpening(false) }
    }

    private func concludeOpening(_ isOpen: Bool) {
        guard let opening else { return }
        self.opening = nil
        if let wake = opening.wake { loop.cancel(wake) }
        opening.done(isOpen, line.trouble ?? "no answer in time; is there a Lifeline server at this address?")
    }

    private func changed(_ state: ClientSession.State) {
        for gate in states.withLock({ $0 }) { gate.put(state) { _, _ in } }
        if state == .open { concludeOpening(true) }
        if state == .closed { concludeOpening(false) }
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
