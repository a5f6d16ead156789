internal import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// What of a client lives on its loop. The client, its iterators and its open requests hold it; it takes the line along
/// when the last of them goes.
final class ClientCore: @unchecked Sendable {
    // Sendable: what can change is touched on the loop only.
    let loop: EventLoop
    private let ownsLoop: Bool
    private let options: ClientSession.Options
    private let repertoire: Repertoire
    private let dial: @Sendable (EventLoop) -> Line.Dial
    private var ending: UInt64?
    private var opening: Opening?
    private var gates: [ObjectIdentifier: Gate<ClientSession.State>] = [:]
    private var inboxes: [ObjectIdentifier: Listening] = [:]

    private struct Opening {
        let address: String
        let done: (TransportError?) -> Void
        var wake: Wake?
    }

    /// How one inbox is told of the end, and how it is no longer filled.
    private struct Listening {
        let end: () -> Void
        let stop: () -> Void
    }

    private(set) lazy var line = makeLine()

    /// `start` has to follow. An own loop ends with it.
    init(
        _ loop: EventLoop, isOwn ownsLoop: Bool, _ repertoire: Repertoire, _ options: ClientSession.Options,
        _ dial: @escaping @Sendable (EventLoop) -> Line.Dial
    ) {
        self.loop = loop
        self.ownsLoop = ownsLoop
        self.repertoire = repertoire
        self.options = options
        self.dial = dial
    }

    private func makeLine() -> Line {
        let line = Line(on: loop, repertoire, .system, options, dial: dial(loop))
        // A line lives as long as its link, and may do so longer than we.
        line.stateChanged = { [weak self] state in self?.changed(state) }
        return line
    }

    func start() {
        ending = loop.atEnd { [weak self] in self?.loopEnds() }
        line.start()
    }

    /// Nobody is left who could hear anything of this line, or close it.
    deinit {
        let (line, ending, loop) = (LoopBound(line), ending, loop)
        loop.post {
            line.value.close()
            if let ending { loop.forget(ending: ending) }
        }
        if ownsLoop { Task { await loop.shutdown() } }
    }

    /// From anywhere. Returns when it is done.
    func close() async {
        await loop.perform { self.line.close() }
        if ownsLoop { await loop.shutdown() }
    }

    /// It would wait for ever for a time to dial again.
    private func loopEnds() {
        line.trouble = "the loop has been shut down"
        line.troubleReason = .cancelled
        line.close()
    }

    // MARK: The first connection

    /// Calls `done` once: without an error when the line is open, and with one when it never will be, or when `patience`
    /// is over.
    func awaitOpening(at address: String, within patience: Duration, _ done: @escaping (TransportError?) -> Void) {
        opening = Opening(address: address, done: done)
        opening?.wake = loop.wake(at: loop.now.advanced(by: patience)) { [self] in concludeOpening() }
        if [.open, .closed].contains(line.session.state) { concludeOpening() }
    }

    private func concludeOpening() {
        guard let opening else { return }
        self.opening = nil
        if let wake = opening.wake { loop.cancel(wake) }
        guard line.session.state != .open else { return opening.done(nil) }
        let words = line.trouble ?? "no answer in time; is there a Lifeline server at this address?"
        opening.done(TransportError(line.troubleReason ?? .timeout, "connect", opening.address, words))
    }

    private func changed(_ state: ClientSession.State) {
        for gate in gates.values { tell(gate, state) }
        if state == .open || state == .closed { concludeOpening() }
        guard state == .closed else { return }
        for inbox in inboxes.values { inbox.end() }
    }

    // MARK: States

    /// Tells the present state, and then each change. A gate that has ended already is left alone: its iterator has gone.
    func open(_ gate: Gate<ClientSession.State>) {
        guard !gate.isEnded else { return }
        gates[ObjectIdentifier(gate)] = gate
        tell(gate, line.session.state)
    }

    /// From any thread.
    func drop(_ gate: Gate<ClientSession.State>) {
        gate.end()
        loop.post { self.gates[ObjectIdentifier(gate)] = nil }
    }

    private func tell(_ gate: Gate<ClientSession.State>, _ state: ClientSession.State) {
        gate.put(state) { _, _ in }
        if state == .closed { gate.end() }
    }

    // MARK: Messages

    /// Fills it with the messages of one type on one channel. One that has ended already is left alone.
    func fill<C: Channel, M: Message>(_ inbox: Inbox<M>, from channel: C.Type) {
        guard !inbox.isEnded else { return }
        let line = line
        let listener = line.hear(C.self, M.self) { [unowned line] message, envelope in
            let received = Received(message: copy message, envelope: envelope, origin: line.origin)
            if inbox.put(received) { line.hold() }
        }
        inboxes[ObjectIdentifier(inbox)] = Listening(
            end: { inbox.end() }, stop: { line.stopHearing(C.self, M.self, listener) })
        if line.session.state == .closed { inbox.end() }
    }

    /// From any thread: no more comes, and who waits is told.
    func end<M>(_ inbox: Inbox<M>) {
        if inbox.end() { loop.post { self.line.release() } }
    }

    /// From any thread.
    func drop<M>(_ inbox: Inbox<M>) {
        end(inbox)
        loop.post { self.inboxes.removeValue(forKey: ObjectIdentifier(inbox))?.stop() }
    }
}
