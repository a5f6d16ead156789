internal import LifelineCore
internal import LifelineSession
internal import LifelineSimulation

/// The shell of a `ClientSession`: dials through the ether, keeps what it was shown, asks for things.
final class ModelClient {
    unowned let world: World
    let who: String
    var session: ClientSession
    private(set) var wire: SimWire<Said>?
    private(set) var knowledge: [ChannelName: Knowledge] = [:]
    private var names: [ChannelHandle: ChannelName] = [:]
    private var pendingParts: [ChannelHandle: [Datum]] = [:]
    private(set) var asked: [UInt32: Request] = [:]
    private var dials = 0
    private var wake: Wake?
    private var wakeAt: Instant?
    private var asleepUntil = Instant(nanoseconds: 0)
    private var wallOffset: Int64 = 1_700_000_000_000_000
    /// Since when nothing disturbs it.
    var calmSince: Instant

    var isAwake: Bool { loop.now > asleepUntil.advanced(by: .seconds(4)) }

    private var loop: SimLoop { world.loop }
    private var judge: Judge { world.judge }
    private var wall: Timestamp { Timestamp(microseconds: wallOffset + loop.now.nanoseconds / 1_000) }

    init(_ world: World, _ number: Int) {
        self.world = world
        who = "client \(number)"
        var options = ClientSession.Options()
        if number % 2 == 0 { options.channels = ModelServer.rooms.map(\.name) }
        if number % 3 == 0 { options.window = 2 }
        session = ClientSession(options)
        calmSince = world.loop.now
        change { $0.start(at: world.loop.now, &$1) }
    }

    /// Another client that took over all this one has, as a copied tab does.
    init(twin: ModelClient, _ number: Int) {
        world = twin.world
        who = "client \(number)"
        session = twin.session
        knowledge = twin.knowledge
        asked = twin.asked
        calmSince = twin.world.loop.now
        change { $0.linkClosed(.lost, at: world.loop.now, entropy: 0, &$1) }
    }

    func change(_ body: (inout ClientSession, inout [ClientEffect]) -> Void) {
        var effects: [ClientEffect] = []
        body(&session, &effects)
        for effect in effects { perform(effect) }
        arm()
    }

    private func perform(_ effect: ClientEffect) {
        switch effect {
        case .dial: dial()
        case .send(let message, let reference, let isAnswer):
            var envelope = Envelope()
            envelope.time = wall
            envelope.reference = reference
            if isAnswer { envelope.flags = .answer }
            _ = wire?.send(.control(message, envelope), bytes: 64, from: .near)
        case .closeLink(let close): hangUp(close)
        case .state: calmSince = loop.now
        case .granted(let grant):
            let handle = ChannelHandle(rawValue: grant.handle)
            names[handle] = grant.name
            pendingParts[handle] = nil
            if knowledge[grant.name] == nil { knowledge[grant.name] = Knowledge(grant.name, grant.delivery) }
        case .reply(let reference, let reply): answered(reference, reply)
        case .failed(let reference, _):
            if session.state == .open { judge.saw(.requestUnknown) }
            judge.expect(asked.removeValue(forKey: reference) != nil, "\(who): a failure of what was not asked")
        }
    }

    // MARK: The wire

    private func dial() {
        dials += 1
        let number = dials
        world.ether.dial { [weak self] (wire: SimWire<Said>?) in
            guard let self, number == dials, session.state == .connecting else {
                if let self, let wire, world.isServerUp {
                    // Came through after it was given up: the server sees somebody who says nothing.
                    world.server.accept(wire)
                    wire.hear(.near, SimWire.Ears(received: { _ in }, drained: {}, closed: { _ in }))
                    _ = self
                }
                return
            }
            guard let wire, world.isServerUp else {
                return change { $0.linkClosed(.lost, at: self.loop.now, entropy: self.world.random.next(), &$1) }
            }
            connected(wire)
        }
    }

    private func connected(_ wire: SimWire<Said>) {
        self.wire = wire
        let number = dials
        wire.hear(
            .near,
            SimWire.Ears(
                received: { [weak self] in self?.received($0, number) }, drained: {},
                closed: { [weak self] in self?.closed($0, number) }))
        world.server.accept(wire)
        if world.random.chance(world.ether.network.dialStalled) {
            wire.stall(.far, for: world.random.range(world.ether.network.stall))
        }
        change { $0.linkOpened(at: self.loop.now, &$1) }
    }

    private func hangUp(_ close: Close) {
        if close == .heartbeatTimeout, session.state == .open {
            judge.saw(.heartbeatLost)
            if world.plant == .waitsForever { return }
        }
        guard let wire else {
            let number = dials
            return loop.post { [weak self] in self?.closed(close, number) }
        }
        wire.close(close, from: .near)
    }

    private func closed(_ close: Close, _ number: Int) {
        guard number == dials else { return }
        dials += 1
        wire = nil
        pendingParts = [:]
        calmSince = loop.now
        let wasSuperseded = close.code == Close.superseded.code
        change { $0.linkClosed(close, at: self.loop.now, entropy: self.world.random.next(), &$1) }
        if wasSuperseded, session.state == .retry { judge.saw(.supersededByOwnDial) }
        if session.state == .closed {
            judge.expect(wasSuperseded, "\(who): closed for good with \(close)")
            world.left(self)
        }
    }

    private func arm() {
        let due = session.wakeAt.map { max($0, asleepUntil) }
        guard due != wakeAt else { return }
        if let wake { loop.cancel(wake) }
        wakeAt = due
        wake = due.map { deadline in
            loop.wake(at: deadline) { [weak self] in
                guard let self else { return }
                wake = nil
                wakeAt = nil
                change { $0.woke(at: self.loop.now, &$1) }
            }
        }
    }

    // MARK: What comes in

    private func received(_ said: Said, _ number: Int) {
        guard number == dials else { return }
        session.heard(at: loop.now)
        switch said {
        case .control(let message, let envelope): control(message, envelope)
        case .data(let items):
            for item in items { arrived(item) }
            change { $0.applied(&$1) }
        }
    }

    private func control(_ message: any Message, _ envelope: Envelope) {
        let now = loop.now
        change { session, effects in
            switch message {
            case let welcome as Welcome: session.welcome(welcome, at: now, &effects)
            case let beat as Heartbeat: session.heartbeat(beat, envelope, wall: wall, &effects)
            case let answer as Subscribed: session.subscribed(answer, &effects)
            case let answer as Unsubscribed: session.unsubscribed(answer)
            case let goodbye as Goodbye: session.goodbye(goodbye, &effects)
            case let reply as Reply: session.reply(reply, envelope.reference, &effects)
            case is Lag: break
            case let event as ErrorEvent:
                judge.expect(
                    event.code == ProtocolFault.notSubscribed.code, "\(who): the server complains: \(event.message)")
            default: judge.expect(false, "\(who): the client hears \(type(of: message).kind.name)")
            }
        }
    }

    private func arrived(_ item: Datum) {
        guard let name = names[item.envelope.channel] else { return }
        if case .snapshot(let epoch, let part, let last, let items) = item.content {
            var snapshot = StateSnapshot()
            snapshot.epoch = epoch
            snapshot.part = part
            snapshot.last = last
            switch session.arrived(snapshot, item.envelope) {
            case .stale: pendingParts[item.envelope.channel] = nil
            case .part: collect(items, part, item.envelope.channel)
            case .complete:
                collect(items, part, item.envelope.channel)
                let all = pendingParts.removeValue(forKey: item.envelope.channel) ?? []
                knowledge[name]?.replace(all, epoch: epoch, cut: item.envelope.seq, judge, who)
            }
            return
        }
        var effects: [ClientEffect] = []
        let arrival = session.arrived(item.envelope, from: item.from, &effects)
        for effect in effects { perform(effect) }
        switch arrival {
        case .apply: apply(item, name)
        case .duplicate:
            judge.saw(.duplicate)
            if world.plant == .takesDuplicates { apply(item, name) }
        case .desync, .waiting: break
        }
    }

    private func collect(_ items: [Datum], _ part: UInt16, _ channel: ChannelHandle) {
        pendingParts[channel] = (part == 0 ? [] : pendingParts[channel] ?? []) + items
    }

    private func apply(_ item: Datum, _ name: ChannelName) {
        let epoch = session.channels[item.envelope.channel]?.position.epoch ?? 0
        knowledge[name]?.apply(item, epoch: epoch, judge, who)
    }

    private func answered(_ reference: UInt32, _ reply: Reply) {
        guard let request = asked.removeValue(forKey: reference) else {
            return judge.expect(false, "\(who): an answer to what was not asked")
        }
        judge.expect(reply.error == nil, "\(who): \(request.method) is refused")
        judge.expect(
            reply.result?.json == Array("\"\(request.method.storage)\"".utf8), "\(who): the answer to something else")
        judge.answered(request.method.storage)
    }

    // MARK: What it does of its own

    func ask() {
        var request = Request()
        guard let id = Name("r\(world.nextRequest())") else { return }
        request.method = id
        if world.random.chance(0.8) { request.key = id }
        var reference: UInt32?
        var sent: [ClientEffect] = []
        reference = session.request(request, &sent)
        if let reference { asked[reference] = request }
        for effect in sent { perform(effect) }
        arm()
    }

    func wander() {
        let name = world.random.pick(ModelServer.rooms).name
        switch world.random.range(0...3) {
        case 0: change { $0.unsubscribe(name, &$1) }
        case 1: change { $0.hurry(at: self.loop.now, &$1) }
        default: change { $0.subscribe(name, &$1) }
        }
        calmSince = loop.now
    }

    func subscribeToAll() {
        for room in ModelServer.rooms where session.channels[room.handle] == nil {
            change { $0.subscribe(room.name, &$1) }
        }
    }

    func sleep(for duration: Duration) {
        judge.saw(.slept)
        asleepUntil = loop.now.advanced(by: duration)
        calmSince = asleepUntil
        wire?.stall(.near, for: duration)
        arm()
    }

    func jumpClock(by microseconds: Int64) {
        judge.saw(.clockJump)
        wallOffset += microseconds
    }

    /// What must hold at any time.
    func check() {
        judge.expect(asked.count <= session.options.requestsMax, "\(who): too many open requests")
        guard session.state == .open, let wire, wire.silentSince == nil else { return }
        let now = loop.now
        let calm = max(calmSince, max(wire.stalledUntil, asleepUntil), world.server.bornAt)
        guard calm.duration(to: now) > .seconds(4) else { return }
        for (handle, tracker) in session.channels where tracker.resumable != nil {
            guard let name = names[handle], let epoch = world.server.logs[handle]?.epoch else { continue }
            knowledge[name]?.checkFresh(
                since: now.advanced(by: .milliseconds(-2_000)), epoch: epoch, judge, who)
        }
    }
}
