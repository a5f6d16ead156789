public import LifelineCore
public import LifelineSession

/// A client on one loop: the session, its link of the moment, and who wants to hear what.
///
/// Works on any loop and over any transport. Confined to its loop, and synchronous; `Client` is the same for everybody
/// else.
public final class Line: LinkOwner {
    /// Makes a link, and calls back once with it or with what went wrong.
    public typealias Dial = (@escaping (Result<any Link, TransportError>) -> Void) -> Void

    /// The one it is confined to.
    public let loop: any Loop
    /// What the protocol knows of this connection, and keeps across connections.
    public internal(set) var session: ClientSession
    /// Called after every change of state.
    public var stateChanged: ((ClientSession.State) -> Void)?
    /// Called with what the server tells besides messages: `Welcome`, `StartupComplete`, `Lag`, `ErrorEvent` …
    public var noticed: ((any Message) -> Void)?
    /// A snapshot of this channel has come: what was known of it is replaced by the items that follow at once.
    public var snapshotArrived: ((ChannelHandle) -> Void)?
    /// Called when the server has granted a channel.
    public var granted: ((Grant) -> Void)?
    /// Called with each record as it came, before it is read. The bytes are valid during the call.
    public var tap: ((UnsafeRawBufferPointer, RecordForm) -> Void)?
    /// What came, over all its connections.
    public internal(set) var counters = LineCounters()
    /// Why there is no connection, in words, while there is none.
    public internal(set) var trouble: String?
    /// The same for who decides by it: `permission` is a token that is missing or wrong. Nil until it is known.
    public internal(set) var troubleReason: TransportError.Reason?
    /// Where the message comes from that a body of `hear` is called with, during that call.
    public internal(set) var origin = MessageOrigin.live

    let repertoire: Repertoire
    let writer: RecordWriter
    let surroundings: Surroundings
    /// Items of one snapshot; more is a server that does not stop.
    static let snapshotItemsMax = 65_536
    private let dial: Dial
    private let codecLimits: CodecLimits
    private var link: (any Link)?
    /// Counts dials: an answer to an earlier one comes too late.
    private var attempt = 0
    private var wake: Wake?
    private var wakeAt: Instant?
    private let sendCodec: Int

    var ports: [PortKey: Port] = [:]
    private var nextListener: UInt64 = 1
    /// Parts of snapshots that are not complete.
    var gathering: [ChannelHandle: [Item]] = [:]
    private var replies: [UInt32: (Result<Reply, ProtocolFault>) -> Void] = [:]
    var sawData = false
    var sawUnreadable = false
    /// Somebody does not keep up: records wait for their acknowledgement.
    private var inboxesFull = 0
    private var recordsHeld = 0

    /// Dials nothing before `start`; `dial` is then called for each connection.
    public init(
        on loop: any Loop, _ repertoire: Repertoire, _ surroundings: Surroundings,
        _ options: ClientSession.Options = ClientSession.Options(), codecLimits: CodecLimits = CodecLimits(),
        dial: @escaping Dial
    ) {
        self.loop = loop
        self.repertoire = repertoire
        self.surroundings = surroundings
        self.dial = dial
        self.codecLimits = codecLimits
        session = ClientSession(options)
        writer = RecordWriter(repertoire)
        sendCodec = repertoire.codec(named: options.codec == .energy ? "energy" : "json") ?? 0
    }

    // MARK: What the application asks for

    /// Dials, and goes on dialling after every cut until `close`.
    public func start() { change { $0.start(at: loop.now, &$1) } }

    /// The network is back, or somebody looks: no reason to wait any longer.
    public func hurry() { change { $0.hurry(at: loop.now, &$1) } }

    public func close(_ close: Close = .normal) { change { $0.close(close, &$1) } }

    /// Calls `body` for each message of this type on that channel. Returns a number for `stopHearing`. Who comes late to a
    /// `state` channel gets the newest as a snapshot: before this returns if it is known here, else from the server.
    @discardableResult
    public func hear<C: Channel, M: Message>(
        _ channel: C.Type, _ type: M.Type, _ body: @escaping (borrowing M, Envelope) -> Void
    ) -> UInt64 {
        let key = PortKey(channel: C.handle, kind: M.kind.code)
        let known = ports[key] as? TypedPort<M>
        let port = known ?? TypedPort<M>()
        ports[key] = port
        let listener = nextListener
        nextListener &+= 1
        port.add(listener, body)
        if C.delivery != .state || !recalling({ port.recall(body) }) { change { $0.listens(to: C.handle, &$1) } }
        return listener
    }

    /// Runs `body`, which tells what stands for the past.
    func recalling<Value>(_ body: () -> Value) -> Value {
        let before = origin
        origin = .snapshot
        defer { origin = before }
        return body()
    }

    /// Forgets what `hear` returned this number for.
    public func stopHearing<C: Channel, M: Message>(_ channel: C.Type, _ type: M.Type, _ number: UInt64) {
        let key = PortKey(channel: C.handle, kind: M.kind.code)
        guard let port = ports[key] as? TypedPort<M> else { return }
        port.remove(number)
        // What nobody hears is not read, and soon not the newest.
        if !port.isHeard { ports[key] = nil }
    }

    /// Asks for a channel, now and after every cut.
    public func subscribe(_ channel: (some Channel).Type) { change { $0.subscribe(channel.name, &$1) } }

    /// Gives a channel back, for good.
    public func unsubscribe(_ channel: (some Channel).Type) { change { $0.unsubscribe(channel.name, &$1) } }

    /// Asks for an action, now or once the connection stands. With a key it happens once, however often it is sent. Returns
    /// a number for `abandon`; nil if it has failed at once, too many being open, or the line being closed.
    @discardableResult
    public func request(_ request: Request, _ done: @escaping (Result<Reply, ProtocolFault>) -> Void) -> UInt32? {
        var reference: UInt32?
        change { session, effects in
            reference = session.request(request, &effects)
            if let reference { replies[reference] = done }
        }
        if reference == nil { done(.failure(session.state == .closed ? .unavailable : .limitExceeded)) }
        return reference
    }

    /// Gives up the request that `request` returned this number for: `done` is not called, and a late answer is dropped.
    /// What was asked for may happen all the same.
    public func abandon(_ reference: UInt32) {
        replies[reference] = nil
        change { session, _ in session.abandon(reference) }
    }

    /// Publishes from outside, where the server grants that right. False if there is no connection at the moment.
    @discardableResult
    public func publish<C: Channel, M: Abstract>(_ message: M, on channel: C.Type, frame: UInt32 = 0) -> Bool {
        send(message, on: C.handle, frame: frame)
    }

    /// The same for what may hold text: channels that carry it take any payload.
    @discardableResult @_disfavoredOverload
    public func publish<C: TextChannel, M: Message>(_ message: M, on channel: C.Type, frame: UInt32 = 0) -> Bool {
        send(message, on: C.handle, frame: frame)
    }

    /// Asks the server to send in another codec.
    public func setCodec(_ codec: CodecChoice) {
        var message = SetCodec()
        message.codec = codec
        send(message, on: .system)
    }

    // MARK: LinkOwner

    public func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        session.heard(at: loop.now)
        tap?(record, form)
        guard let codec = repertoire.codec(form) else { return }
        sawData = false
        sawUnreadable = false
        repertoire.codecs[codec].read(record, writer.vocabulary, codecLimits, self)
        // What we cannot read we have had all the same: unacknowledged, it would stand in the server's window for ever.
        if sawData || sawUnreadable && !Line.isControl(record) { applied() }
        rearm()
    }

    /// Of a record in which nothing could be read: whether it says at its beginning that it is of the system channel.
    private static func isControl(_ record: UnsafeRawBufferPointer) -> Bool {
        if record.first == RecordForm.frameMagic {
            // Channel 0, and no batch: those are of data, and have no channel of their own.
            return record.count >= 12 && record[8..<12].allSatisfy { $0 == 0 } && (record[2] | record[3]) != 0
        }
        let name: StaticString = "\"system\""
        let (head, count) = (record.prefix(64), name.utf8CodeUnitCount)
        return head.indices.contains { start in
            start + count <= head.endIndex
                && head[start..<start + count].elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: count))
        }
    }

    public func drained() {}

    public func closed(_ close: Close) {
        link = nil
        if close.code != 1000 || session.state == .connecting { note(Line.reason(of: close), close.description) }
        lost(close)
    }

    // MARK: What the session asks for

    func change(_ body: (inout ClientSession, inout [ClientEffect]) -> Void) {
        var effects: [ClientEffect] = []
        body(&session, &effects)
        perform(effects)
        rearm()
    }

    func perform(_ effects: [ClientEffect]) {
        for effect in effects {
            switch effect {
            case .dial: connect()
            case .send(let message, let reference, let isAnswer):
                send(message, on: .system, reference: reference, isAnswer: isAnswer)
            case .closeLink(let close): closeLink(close)
            case .state(let state): stateChanged?(state)
            case .granted(let grant):
                _ = writer.vocabulary.add(grant.name, ChannelHandle(rawValue: grant.handle))
                granted?(grant)
            case .reply(let reference, let reply): replies.removeValue(forKey: reference)?(.success(reply))
            case .failed(let reference, let fault): replies.removeValue(forKey: reference)?(.failure(fault))
            }
        }
    }

    private func connect() {
        attempt += 1
        let attempt = attempt
        dial { [weak self] result in
            guard let self, self.attempt == attempt, self.session.state == .connecting else {
                if case .success(let link) = result { link.close(.normal) }
                return
            }
            switch result {
            case .success(let link):
                self.link = link
                self.trouble = nil
                self.troubleReason = nil
                link.owner = self
                self.change { $0.linkOpened(at: self.loop.now, &$1) }
            case .failure(let error):
                self.trouble = error.detail
                self.troubleReason = error.reason
                self.lost(Line.close(for: error))
            }
        }
    }

    /// Who is turned away at the door need not come back; what is not there yet may come.
    private static func close(for error: TransportError) -> Close {
        switch error.reason {
        case .badAddress: .protocolError
        case .permission: .unauthorized
        default: .lost
        }
    }

    /// The first word on it is the one that says why.
    func note(_ reason: TransportError.Reason, _ words: String) {
        trouble = trouble ?? words
        troubleReason = troubleReason ?? reason
    }

    /// What a close is to who only wanted to connect.
    static func reason(of close: Close) -> TransportError.Reason {
        switch close.code {
        case Close.unauthorized.code, Close.forbidden.code, Close.authExpired.code: .permission
        case Close.protocolError.code, Close.unsupportedVersion.code, Close.recordTooLarge.code: .protocolMismatch
        case Close.heartbeatTimeout.code, Close.helloTimeout.code: .timeout
        default: .refused
        }
    }

    private func lost(_ close: Close) {
        attempt += 1
        gathering = [:]
        recordsHeld = 0
        change { $0.linkClosed(close, at: loop.now, entropy: surroundings.entropy(), &$1) }
    }

    /// A link says itself when it has closed. If there is none yet, the dial is given up.
    func closeLink(_ close: Close) {
        if let link {
            link.close(close)
            // A server that is silent is not waited for: the next dial may find another.
            if close == .heartbeatTimeout { link.close(.lost) }
            return
        }
        guard session.state != .closed else { return attempt += 1 }
        _ = loop.wake(at: loop.now) { [weak self, attempt] in
            guard let self, self.attempt == attempt, self.link == nil else { return }
            self.lost(close)
        }
    }

    @discardableResult
    private func send(
        _ message: any Message, on channel: ChannelHandle, frame: UInt32 = 0, reference: UInt32 = 0,
        isAnswer: Bool = false
    ) -> Bool {
        guard let link, let driver = writer.driver(of: message) else { return false }
        var envelope = Envelope()
        envelope.channel = channel
        envelope.kind = driver.kind.code
        envelope.time = surroundings.wall()
        envelope.frame = frame
        envelope.reference = reference
        if isAnswer { envelope.flags.insert(.answer) }
        let flow = writer.with(message, envelope, driver, sendCodec) { link.send(copying: $0, $1) }
        return flow != nil && flow != .closed
    }

    private func rearm() {
        // In place: to be asked as a value, the whole session would be copied.
        guard let deadline = withUnsafePointer(to: &session, { $0.pointee.wakeAt }) else { return }
        if let wakeAt, wakeAt <= deadline { return }
        if let wake { loop.cancel(wake) }
        wakeAt = deadline
        wake = loop.wake(at: deadline) { [weak self] in
            guard let self else { return }
            self.wake = nil
            self.wakeAt = nil
            self.change { $0.woke(at: self.loop.now, &$1) }
        }
    }

    // MARK: Back-pressure

    private func applied() {
        guard inboxesFull == 0 else { return recordsHeld += 1 }
        change { $0.applied(&$1) }
    }

    /// While a consumer does not keep up nothing is acknowledged, so that the server conflates, joins and waits.
    /// Each `hold` needs its `release`.
    public func hold() { inboxesFull += 1 }

    /// Takes one `hold` back; acknowledgements flow again when nobody holds.
    public func release() {
        inboxesFull -= 1
        while inboxesFull == 0, recordsHeld > 0 {
            recordsHeld -= 1
            change { $0.applied(&$1) }
        }
    }
}
