public import LifelineCore

/// The server's side of one connection: hello, subscriptions, rights, window, heartbeat, errors, goodbye.
///
/// A value: no clock, no randomness, no I/O. The shell decodes records and calls it, does what `effects` say, and asks
/// `flush` each tick what this client is owed.
public struct ServerSession: Sendable {
    /// How far it is.
    public enum Phase: Sendable, Hashable {
        /// Nothing but hello is taken, and that for `helloPatience`.
        case awaitingHello
        /// Welcomed: everything is taken.
        case open
        /// Goodbye was said, or the link has gone: nothing is taken or sent.
        case closed
    }

    /// What is taken from the client, and whether anything is sent to it.
    public internal(set) var phase = Phase.awaitingHello
    /// The rhythm, and the window of a client that asks for none.
    public let profile: SessionProfile
    /// How much a client may ask for, leave waiting, and get wrong.
    public let limits: SessionLimits
    /// One for each channel the client hears, in the order they were granted.
    public internal(set) var subscriptions: [Subscription] = []
    /// What became of messages on subscriptions that have ended.
    var settled: [ChannelHandle: DeliveryCounts] = [:]
    var names: [ChannelHandle: ChannelName] = [:]
    /// How far data has run ahead of acknowledgements. Without limit until hello says one.
    public internal(set) var window: SendWindow
    /// Whether the client is there, and how far away. Beats go out from hello on.
    public internal(set) var pulse: Pulse
    /// What is sent from now on: hello may name it, and `set_codec` changes it.
    public internal(set) var codec: CodecChoice
    /// The client is not on screen, as it last said.
    public internal(set) var isHidden = false
    /// It never said hello and owes no answer: beats are asked of its transport.
    public internal(set) var isBare = false
    /// It said that it can put a state together from what changed.
    var takesDeltas = false
    var badMessages: TokenBucket
    var openRequests: Set<UInt32> = []
    var helloDeadline: Instant
    private var nextReference: UInt32 = 1
    /// Whether the client keeps up.
    public internal(set) var slowness = Slowness()
    /// Where `flush` starts among the subscriptions, so that each gets its turn.
    var turn = 0
    /// Events and texts left no room for state the last time.
    var stateIsStarved = false

    /// Awaits hello from `now` on; `codec` is what is sent unless hello names another.
    public init(_ profile: SessionProfile, _ limits: SessionLimits, codec: CodecChoice, at now: Instant) {
        self.profile = profile
        self.limits = limits
        self.codec = codec
        window = SendWindow(size: 0)
        pulse = Pulse(interval: profile.heartbeat, timeout: profile.timeout, at: now)
        badMessages = TokenBucket(burst: limits.badMessagesBurst, perSecond: limits.badMessagesPerSecond, at: now)
        helloDeadline = now.advanced(by: limits.helloPatience)
    }

    /// When `woke` wants to be called next.
    public var deadline: Instant? {
        switch phase {
        case .awaitingHello: helloDeadline
        case .open: Instant.earliest(pulse.deadline, heldUntil)
        case .closed: nil
        }
    }

    /// When this client is to be looked at again although nothing new is there: it is owed a state that its rate holds
    /// back, or a notice that came too soon after the last, or has waited for so long that it is slow.
    public var heldUntil: Instant? {
        var earliest = slowness.due
        for index in subscriptions.indices {
            earliest = Instant.earliest(earliest, subscriptions[index].waitsUntil)
        }
        return earliest
    }

    /// Adds what became of messages on their way to this client, by channel.
    public func addDeliveries(to sums: inout [ChannelHandle: DeliveryCounts]) {
        for (channel, counts) in settled { sums[channel, default: DeliveryCounts()] += counts }
        for index in subscriptions.indices {
            sums[subscriptions[index].channel, default: DeliveryCounts()] += subscriptions[index].counts
        }
    }

    /// The same of all channels.
    var delivery: DeliveryCounts {
        subscriptions.reduce(settled.values.reduce(into: DeliveryCounts()) { $0 += $1 }) { $0 + $1.counts }
    }

    /// The time it asked for has come, or a later one.
    public mutating func woke(at now: Instant, _ effects: inout [ServerEffect]) {
        switch phase {
        case .awaitingHello where now >= helloDeadline: close(.helloTimeout, &effects)
        case .open:
            if let heldUntil, now >= heldUntil {
                for index in subscriptions.indices { subscriptions[index].stopWaiting() }
                slowness.stopWaiting()
                effects.append(.due)
            }
            beat(at: now, &effects)
        case .awaitingHello, .closed: break
        }
    }

    private mutating func beat(at now: Instant, _ effects: inout [ServerEffect]) {
        switch pulse.woke(at: now) {
        case .quiet: break
        case .beat where isBare: effects.append(.ping)
        case .beat: effects.append(.send(Heartbeat(), reference: reference(), isAnswer: false))
        case .lost: close(.heartbeatTimeout, &effects)
        }
    }

    /// Any bytes from the client.
    public mutating func heard(at now: Instant) { pulse.heard(at: now) }

    mutating func send(_ message: any Message, re reference: UInt32 = 0, _ effects: inout [ServerEffect]) {
        effects.append(.send(message, reference: reference, isAnswer: reference != 0))
    }

    private mutating func reference() -> UInt32 {
        let reference = nextReference
        nextReference = nextReference == .max ? 1 : nextReference &+ 1
        return reference
    }

    /// What comes before hello ends the connection; what comes after the end is not heard.
    mutating func isOpen(_ effects: inout [ServerEffect]) -> Bool {
        if phase == .awaitingHello { close(.protocolError, &effects) }
        return phase == .open
    }

    /// Says goodbye and closes. Nothing happens after it.
    public mutating func close(_ close: Close, retry: UInt32? = nil, _ effects: inout [ServerEffect]) {
        guard phase != .closed else { return }
        phase = .closed
        var goodbye = Goodbye()
        goodbye.code = close.code
        goodbye.message = ServerSession.words(close)
        goodbye.resume = close.mayResume
        goodbye.retry = retry
        send(goodbye, &effects)
        effects.append(.close(close))
    }

    /// The link has gone. Silent.
    public mutating func linkClosed() { phase = .closed }

    /// The same, and the last of what there is to say of it.
    public mutating func linkClosed(at now: Instant, _ effects: inout [ServerEffect]) {
        linkClosed()
        keepsUp(at: now, &effects)
    }

    private static func words(_ close: Close) -> Phrase {
        switch close.code {
        case Close.helloTimeout.code: "no hello came in time"
        case Close.heartbeatTimeout.code: "nothing was heard for too long"
        case Close.protocolError.code: "this breaks the protocol"
        case Close.superseded.code: "a newer connection took up this session"
        case Close.slowConsumer.code: "this client reads too slowly"
        case Close.rateLimited.code: "too many bad messages"
        case Close.goingAway.code: "the server stops"
        case Close.restarting.code: "the server restarts"
        default: "closed with code \(close.code)"
        }
    }
}

/// How close the other end is taken to be.
public struct SessionProfile: Sendable, Hashable {
    /// How far apart the questions are, of either side: `welcome` tells the client.
    public var heartbeat: Duration
    /// Silence for so long ends a connection, with 4000. Longer than `heartbeat`.
    public var timeout: Duration
    /// Data records that may be unacknowledged if hello says no number; 0 is no limit.
    public var window: UInt16
    /// How long a session outlives its connection.
    public var grace: Duration

    /// All of it: nothing has a default.
    public init(heartbeat: Duration, timeout: Duration, window: UInt16, grace: Duration) {
        self.heartbeat = heartbeat
        self.timeout = timeout
        self.window = window
        self.grace = grace
    }

    /// On one machine: a beat each second, 3 s of silence, a window of 8, 30 s to come back.
    public static let local = SessionProfile(
        heartbeat: .seconds(1), timeout: .seconds(3), window: 8, grace: .seconds(30))
    /// Over a network: a beat each 30 s, 35 s of silence, a window of 32, 2 min to come back.
    public static let remote = SessionProfile(
        heartbeat: .seconds(30), timeout: .seconds(35), window: 32, grace: .seconds(120))
}
