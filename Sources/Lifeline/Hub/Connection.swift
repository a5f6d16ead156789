internal import LifelineCore
internal import LifelineSession

/// One link and the session on it: decodes records, tells the session, does what it asks for.
final class Connection: LinkOwner {
    let hub: Hub
    let link: any Link
    let seat: Seat
    /// Asked once: later the link may have forgotten.
    let peer: Peer
    let connectedAt: Instant
    var session: ServerSession
    /// What the link said when it came, until its owner is known: the link forgets it at once.
    var greeting: Greeting
    /// It is on the hub's list of those that want to be looked at.
    var isFlushDue = false
    var identity: Identity?
    var sessionName: Name?
    /// False once its client has said that it will not come back.
    var mayComeBack = true
    /// What is being sent in parts.
    var snapshots: [ChannelHandle: ChannelSnapshot] = [:]

    private static let lastMoment = Duration.milliseconds(100)
    private var isCongested = false
    private var isGone = false
    private var wake: Wake?
    private var wakeAt: Instant?
    private var plan: [Parcel] = []
    /// How control and data are said from now on: indices of the repertoire.
    private var controlCodec = 0
    private var dataCodec = 0
    /// The codec of the record that is being read.
    private var codecHeard = 0
    /// Its transport has words for a subprotocol, and so for a bare client.
    private let knowsSubprotocols: Bool

    init(_ hub: Hub, _ link: any Link) {
        self.hub = hub
        self.link = link
        seat = hub.nextSeat()
        peer = link.peer
        connectedAt = hub.loop.now
        greeting = link.greeting
        knowsSubprotocols = !greeting.path.isEmpty || greeting.subprotocol != nil || greeting.offersUnknown
        let isBinary = greeting.subprotocol?.hasSuffix(".energy") ?? false
        session = ServerSession(
            hub.options.profile(amid: hub.connectionCount + 1), hub.options.limits, codec: isBinary ? .energy : .json,
            at: hub.loop.now)
        speak(session.codec)
    }

    /// Once it is on the hub's list.
    func opened() {
        if greeting.offersUnknown {
            var effects: [ServerEffect] = []
            send(
                ProtocolFault.unsupportedVersion.event("spoken here: lifeline.v1.json, lifeline.v1.energy", fatal: true)
            )
            session.close(.unsupportedVersion, &effects)
            return perform(effects.filter { if case .close = $0 { true } else { false } })
        }
        if knowsSubprotocols, greeting.subprotocol == nil { welcomeBare(greeting.channels) }
        rearm()
    }

    /// True if it speaks before it says hello, over a transport that cannot tell: a producer in ten lines.
    var mayBeBare: Bool { session.phase == .awaitingHello && !knowsSubprotocols }

    // MARK: LinkOwner

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        guard session.phase != .closed else { return }
        let now = hub.loop.now
        session.heard(at: now)
        guard let codec = hub.repertoire.codec(form) else {
            return change { $0.bad(.unsupportedCodec, "not a codec spoken here", at: now, &$1) }
        }
        if session.phase == .awaitingHello, peer.uid == nil, record.count > hub.options.helloBytesMax {
            return refuse(.tooLarge, "the first record has at most \(hub.options.helloBytesMax) bytes", .recordTooLarge)
        }
        codecHeard = codec
        hub.repertoire.codecs[codec].read(record, hub.writer.vocabulary, hub.options.codec, self)
        rearm()
    }

    func heard() { session.heard(at: hub.loop.now) }

    func drained() {
        isCongested = false
        hub.needFlush(self)
    }

    func closed(_ close: Close) {
        isGone = true
        change { $0.linkClosed(at: hub.loop.now, &$1) }
        hub.watch { [guest] in $0.left(guest, close) }
        if let wake { hub.loop.cancel(wake) }
        wake = nil
        snapshots = [:]
        hub.left(self)
        hub.watchSessions()
    }

    // MARK: What the session asks for

    /// Tells the session something, and does what it asks for then.
    func change(_ body: (inout ServerSession, inout [ServerEffect]) -> Void) {
        var effects: [ServerEffect] = []
        body(&session, &effects)
        perform(effects)
    }

    func perform(_ effects: [ServerEffect]) {
        for effect in effects {
            switch effect {
            case .send(let message, let reference, let isAnswer): send(message, reference, isAnswer: isAnswer)
            case .ping: if !link.ping() { session.heard(at: hub.loop.now) }
            case .codec(let codec): speak(codec)
            case .subscribed, .due: hub.needFlush(self)
            case .unsubscribed(let channel): snapshots[channel] = nil
            case .request(let request, let reference): hub.take(request, reference, from: self)
            case .slow(let news): hub.watch { [guest] in $0.slowed(guest, news) }
            case .close(let close): end(close)
            }
        }
    }

    private func end(_ close: Close) {
        link.close(close)
        // Who has said nothing for so long hardly reads: it gets a moment for its goodbye, and is not waited for.
        guard close == .heartbeatTimeout else { return }
        _ = hub.loop.wake(at: hub.loop.now.advanced(by: Connection.lastMoment)) { [link] in link.close(.lost) }
    }

    /// At once, ahead of all data of this turn that is still to be planned.
    func send(_ message: any Message, _ reference: UInt32 = 0, isAnswer: Bool = false) {
        guard !isGone, let driver = hub.writer.driver(of: message) else { return }
        var envelope = Envelope()
        envelope.kind = driver.kind.code
        envelope.time = hub.surroundings.wall()
        envelope.reference = reference
        if isAnswer { envelope.flags.insert(.answer) }
        hub.counts.controlSent &+= 1
        let flow = hub.writer.with(message, envelope, driver, controlCodec) { link.send(copying: $0, $1) }
        if flow == .congested { isCongested = true }
    }

    func reply(_ reference: UInt32, _ reply: Reply) { change { $0.reply(reference, reply, &$1) } }

    func reply(_ reference: UInt32, _ fault: ProtocolFault, _ message: Phrase) {
        change { $0.reply(reference, fault, message, &$1) }
    }

    func close(_ close: Close) { change { $0.close(close, &$1) } }

    /// Another connection has taken up its session.
    func supersede() {
        sessionName = nil
        close(.superseded)
    }

    /// Says why, and closes for good.
    func refuse(_ fault: ProtocolFault, _ message: Phrase, _ close: Close) {
        hub.watch { [guest] in $0.faulted(guest, fault) }
        send(fault.event(message, fatal: true))
        self.close(close)
    }

    func speak(_ choice: CodecChoice) {
        let energy = hub.repertoire.codec(named: "energy") ?? 0
        let json = hub.repertoire.codec(named: "json") ?? 0
        controlCodec = choice == .energy ? energy : json
        dataCodec = choice == .json ? json : energy
    }

    /// A peer whose transport knows no subprotocols is answered in the codec it speaks.
    func speakAsHeard() {
        guard !knowsSubprotocols else { return }
        controlCodec = codecHeard
        dataCodec = codecHeard
    }

    // MARK: Time

    /// One wake at a time. One that comes too early only looks again.
    func rearm() {
        // In place: to be asked as a value, the whole session would be copied.
        guard !isGone, let deadline = withUnsafePointer(to: &session, { $0.pointee.deadline }) else { return }
        if let wakeAt, wakeAt <= deadline { return }
        if let wake { hub.loop.cancel(wake) }
        wakeAt = deadline
        wake = hub.loop.wake(at: deadline) { [weak self] in self?.woke() }
    }

    private func woke() {
        wake = nil
        wakeAt = nil
        change { $0.woke(at: hub.loop.now, &$1) }
        rearm()
    }

    // MARK: Ticks

    /// Sends what this client is owed, as far as its window, its link and the record size let it.
    func flush() {
        var isMore = true
        while isMore, session.phase == .open, !isGone {
            plan.removeAll(keepingCapacity: true)
            var effects: [ServerEffect] = []
            var lost: [ChannelHandle] = []
            isMore = session.flush(
                hub.logs, at: hub.loop.now, isCongested: isCongested,
                snapshotParts: { parts($0, $1, &lost) }, into: &plan, &effects)
            perform(effects)
            for channel in lost { resync(channel) }
            isMore = isMore || !lost.isEmpty
            guard !plan.isEmpty, let record = hub.record(plan, dataCodec, self) else { continue }
            hub.counts.recordsSent &+= 1
            let flow = link.send(record)
            session.sent()
            if flow != .open { isCongested = true }
        }
        if !snapshots.isEmpty { dropSnapshots() }
        if withUnsafePointer(to: &session, { $0.pointee.heldUntil }) != nil { rearm() }
    }

    private func parts(_ channel: ChannelHandle, _ cut: UInt64, _ lost: inout [ChannelHandle]) -> Int {
        if let known = snapshots[channel], known.cut == cut { return known.count }
        guard let snapshot = hub.snapshot(channel, cut: cut) else {
            lost.append(channel)
            return 0
        }
        snapshots[channel] = snapshot
        return snapshot.count
    }

    private func resync(_ channel: ChannelHandle) {
        guard let name = hub.shelves[channel]?.entry.name else { return }
        var message = Resync()
        message.name = name
        change { $0.resync(message, at: hub.loop.now, &$1) }
    }

    private func dropSnapshots() {
        let sending = session.subscriptions.lazy.filter(\.isOwedSnapshot).map(\.channel)
        for channel in snapshots.keys where !sending.contains(channel) { snapshots[channel] = nil }
    }
}
