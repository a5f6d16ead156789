internal import LifelineCore
internal import LifelineSession
internal import LifelineSimulation

/// The shell of a `ServerSession`: what a hub does for one connection, with values for bytes.
final class ServerConnection {
    let server: ModelServer
    let wire: SimWire<Said>
    var session: ServerSession
    var name: Name?
    private var isCongested = false
    private var snapshots: [Cut: [[Datum]]] = [:]
    private var wake: Wake?
    private var wakeAt: Instant?

    private struct Cut: Hashable {
        var channel: ChannelHandle
        var seq: UInt64
    }

    init(_ server: ModelServer, _ wire: SimWire<Said>) {
        self.server = server
        self.wire = wire
        session = ServerSession(server.profile, server.limits, codec: .json, at: server.loop.now)
        wire.hear(
            .far,
            SimWire.Ears(
                received: { [weak self] in self?.received($0) }, drained: { [weak self] in self?.drained() },
                closed: { [weak self] _ in self?.closed() }))
        arm()
    }

    func change(_ body: (inout ServerSession, inout [ServerEffect]) -> Void) {
        var effects: [ServerEffect] = []
        body(&session, &effects)
        for effect in effects { perform(effect) }
        arm()
    }

    private func perform(_ effect: ServerEffect) {
        switch effect {
        case .send(let message, let reference, let isAnswer):
            var envelope = Envelope()
            envelope.time = server.wall
            envelope.reference = reference
            if isAnswer { envelope.flags = .answer }
            send(.control(message, envelope))
        case .request(let request, let reference): server.handle(request, reference, self)
        case .close(let close):
            if close == .heartbeatTimeout { server.judge.saw(.heartbeatLost) }
            if close == .helloTimeout { server.judge.saw(.helloTimeout) }
            wire.close(close, from: .far)
        case .codec, .subscribed, .unsubscribed, .due: server.isDirty = true
        case .ping: session.heard(at: server.loop.now)
        case .slow: break
        }
    }

    private func send(_ said: Said) {
        if wire.send(said, bytes: said.bytes, from: .far) == .congested { isCongested = true }
    }

    private func drained() {
        isCongested = false
        server.isDirty = true
    }

    private func closed() {
        session.linkClosed()
        snapshots = [:]
        arm()
        server.ended(self)
    }

    private func arm() {
        guard session.deadline != wakeAt else { return }
        if let wake { server.loop.cancel(wake) }
        wakeAt = session.deadline
        wake = wakeAt.map { deadline in
            server.loop.wake(at: deadline) { [weak self] in
                guard let self else { return }
                wakeAt = nil
                wake = nil
                change { $0.woke(at: self.server.loop.now, &$1) }
            }
        }
    }

    private func received(_ said: Said) {
        guard case .control(let message, let envelope) = said else { return }
        let now = server.loop.now
        session.heard(at: now)
        if let hello = message as? Hello { return server.hello(hello, self) }
        change { session, effects in
            switch message {
            case let beat as Heartbeat: session.heartbeat(beat, envelope, wall: server.wall, at: now, &effects)
            case let ack as Ack: session.ack(ack, at: now, &effects)
            case let wish as Subscribe: session.subscribe(wish, at: now, server, &effects)
            case let wish as Unsubscribe: session.unsubscribe(wish, at: now, &effects)
            case let resync as Resync:
                server.judge.expect(
                    server.plant != nil || resync.reason == "position", "a client asks for a resync: \(resync.reason)")
                session.resync(resync, at: now, &effects)
            case let request as Request: session.request(request, envelope, at: now, &effects)
            case is Goodbye: break
            default: server.judge.expect(false, "the server hears \(type(of: message).kind.name)")
            }
        }
        server.isDirty = true
    }

    /// One record of what this client is owed. True if more waits.
    func flush() -> Bool {
        guard session.phase == .open else { return false }
        let now = server.loop.now
        let before = session.subscriptions
        var plan: [Parcel] = []
        change { session, effects in
            if session.window.isFull { server.judge.saw(.windowFull) }
            if isCongested { server.judge.saw(.congested) }
            _ = session.flush(
                server.logs, at: now, isCongested: isCongested, snapshotParts: { self.parts($0, $1).count },
                into: &plan,
                &effects)
        }
        for (old, new) in zip(before, session.subscriptions) { check(old, new) }
        if !plan.isEmpty {
            var items: [Datum] = []
            for parcel in plan { said(parcel, &items) }
            send(.data(items))
            session.sent()
        }
        let isStuck = isCongested || session.window.isFull
        return !isStuck && session.subscriptions.contains { isPending($0) }
    }

    private func isPending(_ subscription: Subscription) -> Bool {
        subscription.isOwedSnapshot || subscription.position < server.logs[subscription.channel]?.head ?? 0
    }

    private func check(_ old: Subscription, _ new: Subscription) {
        let judge = server.judge
        judge.expect(
            new.counts.total == new.position &- new.origin, "published ≠ delivered + conflated + joined + dropped")
        judge.expect(new.position >= old.position, "a subscription goes back")
        judge.expect(new.position <= server.logs[new.channel]?.head ?? 0, "a subscription is ahead of its channel")
        if new.counts.dropped > old.counts.dropped {
            judge.expect(old.isOwedSnapshot || new.delivery != .state, "state is dropped")
            if !old.isOwedSnapshot { judge.saw(.queueFull) }
        }
        if new.counts.conflated > old.counts.conflated { judge.saw(.conflated) }
        if new.counts.joined > old.counts.joined { judge.saw(.joined) }
        if new.isOwedSnapshot, !session.window.isFull, !isCongested {
            judge.saw(.snapshotInterrupted)
            if new.delivery == .stream { judge.saw(.snapshotMidStream) }
        }
    }

    private func said(_ parcel: Parcel, _ items: inout [Datum]) {
        if server.plant == .forgetsMessage, server.random.chance(0.003) { return }
        switch parcel {
        case .message(let channel, let seq, let isReplay):
            if isReplay { server.judge.saw(.replayed) }
            if var item = server.datum(channel, seq) {
                if isReplay { item.envelope.flags = .replay }
                items.append(item)
            }
        case .delta(let channel, let seq):
            if var item = server.datum(channel, seq) {
                item.envelope.flags = .delta
                items.append(item)
            }
        case .joined(let channel, _, let slot, let from, let through):
            if let item = server.joined(channel, slot, from: from, through: through) { items.append(item) }
        case .snapshot(let channel, let cut, let part):
            let parts = parts(channel, cut)
            var envelope = Envelope()
            envelope.channel = channel
            envelope.seq = cut
            let isLast = part == parts.count - 1
            let content = Content.snapshot(
                epoch: server.logs[channel]?.epoch ?? 0, part: UInt16(part), last: isLast, parts[part])
            items.append(Datum(envelope: envelope, content: content))
            if isLast { snapshots[Cut(channel: channel, seq: cut)] = nil }
        }
    }

    /// Made when first asked for, which is at the cut; kept until its last part has gone.
    private func parts(_ channel: ChannelHandle, _ cut: UInt64) -> [[Datum]] {
        let key = Cut(channel: channel, seq: cut)
        if let parts = snapshots[key] { return parts }
        server.judge.expect(server.logs[channel]?.head == cut, "a snapshot is asked for when its cut has passed")
        let parts = server.snapshot(channel)
        snapshots[key] = parts
        return parts
    }
}
