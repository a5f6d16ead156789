public import LifelineCore

extension ServerSession {
    /// The client's first message. `session` is what the roll gave it: a new name, or its old one if `resumed`.
    public mutating func hello(
        _ hello: Hello, session: Name, resumed: Bool, server: Name, recordMax: UInt32, at now: Instant,
        _ desk: some ServerDesk, _ effects: inout [ServerEffect]
    ) {
        guard phase == .awaitingHello else {
            return bad(.badMessage, "hello comes once, and first", at: now, &effects)
        }
        phase = .open
        pulse = Pulse(interval: profile.heartbeat, timeout: profile.timeout, at: now)
        pulse.fallIn()
        window = SendWindow(size: min(hello.window ?? profile.window, limits.windowMax))
        if let codec = hello.codec { self.codec = codec }
        takesDeltas = hello.caps?.contains(Ability.delta) ?? false

        var welcome = Welcome()
        welcome.session = session
        welcome.resumed = resumed
        welcome.server = server
        welcome.version = "1.0"
        welcome.heartbeat = UInt32(clamping: profile.heartbeat.nanoseconds / 1_000_000)
        welcome.timeout = UInt32(clamping: profile.timeout.nanoseconds / 1_000_000)
        welcome.window = window.size
        welcome.recordMax = recordMax
        if takesDeltas { welcome.caps = [Ability.delta] }

        var refused: [Refusal] = []
        var subscribed: [ServerEffect] = []
        let wishes = hello.channels ?? desk.defaultChannels.map { Wish(name: $0) }
        for wish in wishes {
            switch grant(wish, desk) {
            case .success(let grant):
                welcome.channels.append(grant)
                subscribed.append(.subscribed(ChannelHandle(rawValue: grant.handle)))
            case .failure(let reason):
                refused.append(Refusal(name: wish.name, code: reason.code))
            }
        }
        if hello.channels != nil, !refused.isEmpty { welcome.refused = refused }
        send(welcome, &effects)
        effects.append(.codec(codec))
        effects += subscribed
    }

    /// A client without a Lifeline subprotocol: welcomed at once, never has to send anything.
    public mutating func welcomeBare(
        channels: [ChannelName]?, session: Name, server: Name, recordMax: UInt32, at now: Instant,
        _ desk: some ServerDesk, _ effects: inout [ServerEffect]
    ) {
        isBare = true
        var hello = Hello()
        hello.window = 0
        hello.channels = channels.map { $0.map { Wish(name: $0) } }
        self.hello(
            hello, session: session, resumed: false, server: server, recordMax: recordMax, at: now, desk, &effects)
    }

    /// A client asks for one more channel.
    public mutating func subscribe(
        _ message: Subscribe, at now: Instant, _ desk: some ServerDesk, _ effects: inout [ServerEffect]
    ) {
        guard isOpen(&effects) else { return }
        var wish = Wish(name: message.name)
        wish.since = message.since
        wish.maxRate = message.maxRate
        switch grant(wish, desk) {
        case .success(let grant):
            var answer = Subscribed()
            answer.name = grant.name
            answer.handle = grant.handle
            answer.delivery = grant.delivery
            answer.epoch = grant.epoch
            answer.seq = grant.seq
            answer.recovered = grant.recovered
            answer.rights = grant.rights
            send(answer, &effects)
            effects.append(.subscribed(ChannelHandle(rawValue: grant.handle)))
        case .failure(let reason):
            report(reason, "cannot subscribe to \(message.name)", channel: message.name, &effects)
        }
    }

    /// A later wish for the same channel takes the place of the earlier.
    private mutating func grant(
        _ wish: Wish, _ desk: some ServerDesk
    ) -> Result<Grant, ProtocolFault> {
        guard let offer = desk.offer(wish.name) else { return .failure(.unknownChannel) }
        guard offer.rights.contains(.read) else { return .failure(.forbidden) }
        let index = subscriptions.firstIndex { $0.channel == offer.handle }
        guard index != nil || subscriptions.count < limits.subscriptionsMax else { return .failure(.limitExceeded) }

        let since = wish.since.flatMap { offer.canResume(after: $0) ? $0 : nil }
        let subscription =
            since.map {
                Subscription(
                    offer.handle, offer.delivery, epoch: offer.epoch, resumingAfter: $0.seq, head: offer.head,
                    maxRate: wish.maxRate)
            }
            ?? Subscription(
                offer.handle, offer.delivery, epoch: offer.epoch, head: offer.head, maxRate: wish.maxRate)
        if let index {
            settle(subscriptions[index])
            subscriptions[index] = subscription
        } else {
            subscriptions.append(subscription)
        }
        names[offer.handle] = offer.name

        var grant = Grant()
        grant.name = offer.name
        grant.handle = offer.handle.rawValue
        grant.delivery = offer.delivery
        grant.epoch = offer.epoch
        grant.seq = offer.head
        grant.recovered = since != nil
        grant.rights = offer.rights
        return .success(grant)
    }

    /// A client gives a channel back.
    public mutating func unsubscribe(_ message: Unsubscribe, at now: Instant, _ effects: inout [ServerEffect]) {
        guard isOpen(&effects) else { return }
        guard let index = subscriptions.firstIndex(where: { names[$0.channel] == message.name }) else {
            return report(.notSubscribed, "not subscribed to \(message.name)", channel: message.name, &effects)
        }
        let subscription = subscriptions.remove(at: index)
        settle(subscription)
        names[subscription.channel] = nil
        var answer = Unsubscribed()
        answer.name = message.name
        send(answer, &effects)
        effects.append(.unsubscribed(subscription.channel))
    }

    /// Its end is not the end of what it has counted.
    private mutating func settle(_ subscription: Subscription) {
        settled[subscription.channel, default: DeliveryCounts()] += subscription.counts
    }
}

extension Wish {
    init(name: ChannelName) {
        self.init()
        self.name = name
    }
}

extension Refusal {
    init(name: ChannelName, code: UInt16) {
        self.init()
        self.name = name
        self.code = code
    }
}
