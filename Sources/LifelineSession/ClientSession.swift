public import LifelineCore

/// The client's side: dials, says hello, keeps its place in every channel, asks again for what it missed, sends open
/// requests again, and dials again when the link goes.
///
/// A value: the time, the wall clock and randomness are arguments; effects are data.
public struct ClientSession: Sendable {
    /// idle → connecting → open → retry → connecting | closed
    public enum State: Sendable, Hashable {
        /// Before `start`.
        case idle
        /// From the dial to the welcome, for `connectPatience` at most.
        case connecting
        /// Welcomed: messages come and go.
        case open
        /// The link has gone, and the wait before the next dial runs.
        case retry
        /// For good: by `close`, by a final close of the server's, or after `retriesMax`.
        case closed
    }

    /// What a client is called, wants and bears.
    public struct Options: Sendable {
        /// Program and version, as hello says. Default `lifeline-swift/0.1`.
        public var client: Name = "lifeline-swift/0.1"
        /// What is shown in hello. Nil: nothing, for who has shown it before, or need not.
        public var token: Secret?
        /// Nil: every built-in channel the identity may read.
        public var channels: [ChannelName]?
        /// What the server is asked to send. Nil: as the subprotocol says; on a Unix socket, the codec of the hello.
        public var codec: CodecChoice?
        /// Data records that may be unacknowledged; 0 is no limit. Nil: what the server has for all, by default 8.
        public var window: UInt16?
        /// States may come as what changed; the line puts them together. Default true: false for who shows records as they
        /// come.
        public var takesDeltas = true
        /// Attempts in a row before the client gives up. Nil: never, as a local server restarts.
        public var retriesMax: Int?
        /// How long a connection may take from dialling to welcome. Default 5 s.
        public var connectPatience: Duration = .seconds(5)
        /// After this long open, the next wait is short again. Default 5 s.
        public var steadyAfter: Duration = .seconds(5)
        /// The longest wait that a server's goodbye may ask for. Default 5 min.
        public var retryAfterMax: Duration = .seconds(300)
        /// How long a hello that was given up may still reach the server. Default 60 s.
        public var lostHelloPatience: Duration = .seconds(60)
        /// Requests that may be open at once. Default 64.
        public var requestsMax = 64

        public init() {}
    }

    /// How far it is; `ClientEffect.state` tells of each change.
    public internal(set) var state = State.idle
    /// As they were given.
    public let options: Options
    /// How long the next wait may be; after `steadyAfter` open it begins anew.
    public internal(set) var backoff = Backoff()
    /// What is known of each granted channel. Empty while no connection is open.
    public internal(set) var channels: [ChannelHandle: ChannelTracker] = [:]
    var names: [ChannelHandle: ChannelName] = [:]
    /// Positions by name: they outlive connections, and handles do not outlive a server.
    var positions: [ChannelName: Position] = [:]
    /// What is asked for; from the first welcome on the channels it granted, if the options name none.
    var wishes: [ChannelName]?
    /// What was taken up (true) or given up before the first welcome said what there is.
    var changedEarly: [ChannelName: Bool] = [:]
    /// What the server calls it, to come back with: a key. Nil before the first welcome.
    public internal(set) var session: Name?
    var pulse: Pulse?
    var window: UInt16 = 0
    var received: UInt64 = 0
    var acknowledged: UInt64 = 0
    var deadline: Instant?
    var openedAt: Instant?
    var retryOverride: Duration?
    /// What a goodbye said, even if the link then ends without a word.
    var farewell: Close?
    /// Hellos of ours that were never answered, and when the last was given up: one may still reach the server.
    var hellosLost = 0
    var helloLostAt: Instant?
    var hasSaidHello = false
    var requests: [OpenRequest] = []
    var nextReference: UInt32 = 1

    /// A request that was not answered yet.
    public struct OpenRequest: Sendable {
        /// The `id` it goes out with, and the `re` of its reply.
        public let reference: UInt32
        /// What is asked, as it goes out, and goes out again.
        public let request: Request
        var isSent: Bool
        /// It went out on some connection, so that its effect may have happened.
        var wasSent: Bool
    }

    /// Idle until `start`.
    public init(_ options: Options = Options()) {
        self.options = options
        wishes = options.channels
    }

    /// When `woke` wants to be called next.
    public var wakeAt: Instant? {
        Instant.earliest(deadline, state == .open ? pulse?.deadline : nil)
    }

    /// Smoothed over about eight heartbeats; nil while no connection is open, and before the first answer.
    public var roundTrip: Duration? { pulse?.roundTrip }
    /// The server's wall clock minus ours, in microseconds; nil as `roundTrip` is.
    public var clockOffset: Int64? { pulse?.clockOffset }
}

/// What the shell does for a client's session, in this order.
public enum ClientEffect: Sendable {
    /// Make a link; say `linkOpened`, or `linkClosed` if there is none to be had.
    case dial
    /// Send on `system`: `reference` is the `re` of an answer, else the `id`; 0 is neither.
    case send(any Message, reference: UInt32, isAnswer: Bool)
    /// Close the link, or give up the dial; say `linkClosed` when it has gone.
    case closeLink(Close)
    /// The session has come to this state.
    case state(ClientSession.State)
    /// The channel is heard from now on; without recovery a snapshot will replace what the application knows of it.
    case granted(Grant)
    /// The answer to an open request, a result or an error: the last that is heard of it.
    case reply(reference: UInt32, Reply)
    /// A request that will never be answered.
    case failed(reference: UInt32, ProtocolFault)
}

// MARK: Connection

extension ClientSession {
    /// Begins to connect, if nothing has begun.
    public mutating func start(at now: Instant, _ effects: inout [ClientEffect]) {
        guard state == .idle else { return }
        connect(at: now, &effects)
    }

    /// The network is back, or somebody looks at the page again: no reason to wait any longer.
    public mutating func hurry(at now: Instant, _ effects: inout [ClientEffect]) {
        guard state == .retry else { return }
        connect(at: now, &effects)
    }

    /// For good. Nothing happens after it.
    public mutating func close(_ close: Close = .normal, _ effects: inout [ClientEffect]) {
        guard state != .closed else { return }
        if state == .open {
            var goodbye = Goodbye()
            goodbye.code = close.code
            effects.append(.send(goodbye, reference: 0, isAnswer: false))
        }
        if state == .open || state == .connecting { effects.append(.closeLink(close)) }
        finish(&effects)
    }

    private mutating func connect(at now: Instant, _ effects: inout [ClientEffect]) {
        deadline = now.advanced(by: options.connectPatience)
        move(to: .connecting, &effects)
        effects.append(.dial)
    }

    /// The link stands: say hello.
    public mutating func linkOpened(at now: Instant, _ effects: inout [ClientEffect]) {
        guard state == .connecting else { return }
        var hello = Hello()
        hello.client = options.client
        hello.auth = options.token
        hello.codec = options.codec
        hello.session = session
        hello.window = options.window
        hello.caps = options.takesDeltas ? [Ability.delta] : nil
        hello.channels = wishes.map { $0.map { wish($0) } }
        hasSaidHello = true
        effects.append(.send(hello, reference: 0, isAnswer: false))
    }

    private func wish(_ name: ChannelName) -> Wish {
        var wish = Wish(name: name)
        wish.since = positions[name]
        return wish
    }

    /// The link has gone, or could not be made.
    public mutating func linkClosed(
        _ close: Close, at now: Instant, entropy: UInt64, _ effects: inout [ClientEffect]
    ) {
        guard state == .open || state == .connecting else { return }
        let close = farewell ?? close
        farewell = nil
        if state == .connecting, hasSaidHello {
            hellosLost += 1
            helloLostAt = now
        }
        hasSaidHello = false
        rememberPositions()
        channels = [:]
        names = [:]
        if let openedAt, openedAt.duration(to: now) >= options.steadyAfter { backoff.reset() }
        openedAt = nil
        pulse = nil
        // Without a key nobody can tell whether the effect has happened: it fails rather than happens twice.
        for request in requests where request.isSent && request.request.key == nil {
            effects.append(.failed(reference: request.reference, .unavailable))
        }
        requests.removeAll { $0.isSent && $0.request.key == nil }
        for index in requests.indices { requests[index].isSent = false }

        if isFinal(close, at: now) || options.retriesMax.map({ backoff.attempts >= $0 }) ?? false {
            return finish(&effects)
        }
        // The server's word goes before ours, but not in step with everybody it was said to.
        let jitter = backoff.next(entropy: entropy)
        let wait = retryOverride.map { min($0, options.retryAfterMax) + min(jitter, .milliseconds(100)) } ?? jitter
        retryOverride = nil
        deadline = now.advanced(by: wait)
        move(to: .retry, &effects)
    }

    private mutating func isFinal(_ close: Close, at now: Instant) -> Bool {
        // A hello we gave up may have come late and superseded us: that is nobody else. Each is an excuse once.
        if close.code == Close.superseded.code, hellosLost > 0, let helloLostAt {
            hellosLost -= 1
            if helloLostAt.duration(to: now) < options.lostHelloPatience { return false }
            hellosLost = 0
        }
        // Our hello was under way for too long: the network's fault, and another try may be quicker.
        if close.code == Close.helloTimeout.code { return false }
        return (4500...4999).contains(close.code) || close.code == 1000
    }

    private mutating func finish(_ effects: inout [ClientEffect]) {
        deadline = nil
        for request in requests { effects.append(.failed(reference: request.reference, .unavailable)) }
        requests = []
        move(to: .closed, &effects)
    }

    private mutating func move(to state: State, _ effects: inout [ClientEffect]) {
        guard self.state != state else { return }
        self.state = state
        effects.append(.state(state))
    }

    private mutating func rememberPositions() {
        for (handle, tracker) in channels {
            if let name = names[handle] { positions[name] = tracker.resumable }
        }
    }

    /// The time it asked for has come, or a later one.
    public mutating func woke(at now: Instant, _ effects: inout [ClientEffect]) {
        if let deadline, now >= deadline {
            switch state {
            case .retry: return connect(at: now, &effects)
            case .connecting:
                self.deadline = nil
                effects.append(.closeLink(.heartbeatTimeout))
                return
            case .idle, .open, .closed: self.deadline = nil
            }
        }
        guard state == .open, var pulse else { return }
        switch pulse.woke(at: now) {
        case .quiet: break
        case .beat: effects.append(.send(Heartbeat(), reference: reference(), isAnswer: false))
        case .lost:
            // Nothing is left to wait for but the end of the link.
            self.pulse = nil
            return effects.append(.closeLink(.heartbeatTimeout))
        }
        self.pulse = pulse
    }

    mutating func reference() -> UInt32 {
        let reference = nextReference
        nextReference = nextReference == .max ? 1 : nextReference &+ 1
        return reference
    }

    mutating func opened(at now: Instant, _ welcome: Welcome, _ effects: inout [ClientEffect]) {
        deadline = nil
        openedAt = now
        session = welcome.session
        window = welcome.window
        received = 0
        acknowledged = 0
        pulse = Pulse(
            interval: .milliseconds(Int64(max(welcome.heartbeat, 10))),
            timeout: .milliseconds(Int64(max(welcome.timeout, 20))), at: now)
        move(to: .open, &effects)
    }
}
