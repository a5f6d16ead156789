public import LifelineCore

/// What a server sends.
extension ClientSession {
    /// Anything at all came: the server lives.
    public mutating func heard(at now: Instant) { pulse?.heard(at: now) }

    /// The server has let us in: the session is open, or taken up again.
    public mutating func welcome(_ welcome: Welcome, at now: Instant, _ effects: inout [ClientEffect]) {
        guard state == .connecting else { return }
        opened(at: now, welcome, &effects)
        let wanted = wishes ?? welcome.channels.map(\.name).filter { changedEarly[$0] == nil } + takenUpEarly
        wishes = wanted
        changedEarly = [:]
        channels = [:]
        names = [:]
        for grant in welcome.channels { track(grant, &effects) }
        // What was given up or taken up since the hello.
        for grant in welcome.channels where !wanted.contains(grant.name) { unsubscribe(grant.name, &effects) }
        let answered = welcome.channels.map(\.name) + (welcome.refused ?? []).map(\.name)
        for name in wanted where !answered.contains(name) { subscribe(name, &effects) }
        if !welcome.resumed { failUnknown(&effects) }
        resend(&effects)
    }

    private var takenUpEarly: [ChannelName] {
        changedEarly.filter(\.value).keys.sorted { $0.storage < $1.storage }
    }

    /// A channel was granted, and says where its messages go on.
    public mutating func subscribed(_ message: Subscribed, _ effects: inout [ClientEffect]) {
        // Asked for, and given up before the answer came.
        guard wishes?.contains(message.name) ?? true else { return }
        var grant = Grant()
        grant.name = message.name
        grant.handle = message.handle
        grant.delivery = message.delivery
        grant.epoch = message.epoch
        grant.seq = message.seq
        grant.recovered = message.recovered
        grant.rights = message.rights
        track(grant, &effects)
    }

    private mutating func track(_ grant: Grant, _ effects: inout [ClientEffect]) {
        let handle = ChannelHandle(rawValue: grant.handle)
        let known = position(of: grant.name)
        // What came since it was asked for counts too: a position never goes back.
        var tracker = ChannelTracker(
            grant.delivery, epoch: known?.epoch ?? grant.epoch, head: known?.seq ?? grant.seq)
        let isRecovered = grant.recovered && known != nil
        tracker.granted(epoch: grant.epoch, head: grant.seq, recovered: isRecovered)
        channels[handle] = tracker
        names[handle] = grant.name
        effects.append(.granted(grant))
        // It was given up between the question and this answer: there is no place to go on from.
        if grant.recovered, !isRecovered { askForSnapshot(grant.name, "position", &effects) }
    }

    /// Up to where the application has everything of a channel; nil if it has to begin with a snapshot.
    public func position(of name: ChannelName) -> Position? {
        if let handle = names.first(where: { $0.value == name })?.key, let tracker = channels[handle] {
            return tracker.resumable
        }
        return positions[name]
    }

    /// A channel is ours no longer.
    public mutating func unsubscribed(_ message: Unsubscribed) {
        forget(message.name)
    }

    private mutating func forget(_ name: ChannelName) {
        positions[name] = nil
        guard let handle = names.first(where: { $0.value == name })?.key else { return }
        channels[handle] = nil
        names[handle] = nil
    }

    /// A beat to be answered, or the answer to ours, which tells the round trip.
    public mutating func heartbeat(
        _ message: Heartbeat, _ envelope: Envelope, wall: Timestamp, _ effects: inout [ClientEffect]
    ) {
        if envelope.flags.contains(.answer) {
            if let echo = message.echo { pulse?.answered(echo: echo, theirs: envelope.time, ours: wall) }
            return
        }
        guard envelope.reference != 0 else { return }
        var answer = Heartbeat()
        answer.echo = envelope.time
        effects.append(.send(answer, reference: envelope.reference, isAnswer: true))
    }

    /// The server leaves, and says whether and when to come back.
    public mutating func goodbye(_ message: Goodbye, _ effects: inout [ClientEffect]) {
        retryOverride = message.retry.map { .milliseconds(Int64($0)) }
        farewell = Close(message.code)
        pulse = nil
        effects.append(.closeLink(Close(message.code)))
    }

    /// The answer to a request; one that nobody waits for is dropped.
    public mutating func reply(_ reply: Reply, _ reference: UInt32, _ effects: inout [ClientEffect]) {
        guard let index = requests.firstIndex(where: { $0.reference == reference }) else { return }
        requests.remove(at: index)
        effects.append(.reply(reference: reference, reply))
    }

    /// An ordinary message of a channel. On `.apply` the caller hands it on; positions count once its record is done.
    public mutating func arrived(
        _ envelope: Envelope, from: UInt64?, isWhole: Bool = true, _ effects: inout [ClientEffect]
    ) -> ChannelTracker.Arrival {
        guard var tracker = channels[envelope.channel] else { return .waiting }
        let arrival = tracker.arrived(envelope, from: from, isWhole: isWhole)
        channels[envelope.channel] = tracker
        if case .desync(let reason) = arrival, let name = names[envelope.channel] {
            askForSnapshot(name, reason, &effects)
        }
        return arrival
    }

    /// Somebody begins to hear a type of this channel. States that came before are asked for again.
    public mutating func listens(to handle: ChannelHandle, _ effects: inout [ClientEffect]) {
        guard state == .open, let name = names[handle], channels[handle]?.isHeardLate() == true else { return }
        askForSnapshot(name, "listener", &effects)
    }

    private func askForSnapshot(_ name: ChannelName, _ reason: Name, _ effects: inout [ClientEffect]) {
        var resync = Resync()
        resync.name = name
        resync.reason = reason
        effects.append(.send(resync, reference: 0, isAnswer: false))
    }

    /// A part of a snapshot: whether all of it is there now.
    public mutating func arrived(_ snapshot: StateSnapshot, _ envelope: Envelope) -> ChannelTracker.SnapshotArrival {
        channels[envelope.channel]?.arrived(snapshot, envelope) ?? .stale
    }

    /// A data record was applied. Acknowledged with every half window: less is owed to nobody, for the server then has
    /// half of it left.
    public mutating func applied(_ effects: inout [ClientEffect]) {
        received &+= 1
        guard state == .open, window > 0, received &- acknowledged >= UInt64(max(window / 2, 1)) else { return }
        acknowledged = received
        var ack = Ack()
        ack.received = received
        effects.append(.send(ack, reference: 0, isAnswer: false))
    }
}

// MARK: What the application asks for

extension ClientSession {
    /// Adds a channel, now and after every reconnect.
    public mutating func subscribe(_ name: ChannelName, _ effects: inout [ClientEffect]) {
        if wishes == nil { changedEarly[name] = true }
        if wishes?.contains(name) == false { wishes?.append(name) }
        guard state == .open else { return }
        var message = Subscribe()
        message.name = name
        message.since = position(of: name)
        effects.append(.send(message, reference: reference(), isAnswer: false))
    }

    /// Gives a channel back.
    public mutating func unsubscribe(_ name: ChannelName, _ effects: inout [ClientEffect]) {
        if wishes == nil { changedEarly[name] = false }
        wishes?.removeAll { $0 == name }
        forget(name)
        guard state == .open else { return }
        var message = Unsubscribe()
        message.name = name
        effects.append(.send(message, reference: reference(), isAnswer: false))
    }

    /// Sends a request, now or once the connection stands; with a key again after every reconnect until it is answered.
    /// Nil if too many are open.
    public mutating func request(_ request: Request, _ effects: inout [ClientEffect]) -> UInt32? {
        guard state != .closed, requests.count < options.requestsMax else { return nil }
        let reference = reference()
        requests.append(
            OpenRequest(reference: reference, request: request, isSent: state == .open, wasSent: state == .open))
        if state == .open { effects.append(.send(request, reference: reference, isAnswer: false)) }
        return reference
    }

    /// Nobody waits for this answer any more: it is not asked for again, and dropped if it comes.
    public mutating func abandon(_ reference: UInt32) { requests.removeAll { $0.reference == reference } }

    /// The server no longer knows this session, nor what it answered: what went out may have happened, and must not twice.
    private mutating func failUnknown(_ effects: inout [ClientEffect]) {
        for request in requests where request.wasSent {
            effects.append(.failed(reference: request.reference, .unavailable))
        }
        requests.removeAll(where: \.wasSent)
    }

    private mutating func resend(_ effects: inout [ClientEffect]) {
        for index in requests.indices where !requests[index].isSent {
            requests[index].isSent = true
            requests[index].wasSent = true
            effects.append(
                .send(requests[index].request, reference: requests[index].reference, isAnswer: false))
        }
    }
}
