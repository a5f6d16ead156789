internal import LifelineCore
internal import LifelineSession
internal import LifelineSimulation

/// What a hub does, in its plainest form: channels, the roll of sessions, requests done once.
final class ModelServer: ServerDesk {
    struct Room {
        var name: ChannelName
        var handle: ChannelHandle
        var delivery: Delivery
    }

    private struct Guest {
        weak var connection: ServerConnection?
        var leftAt: Instant?
        var replies = ReplyCache()
        /// Who asked last for what is being done, by key.
        var askers: [Name: (connection: ServerConnection, reference: UInt32)] = [:]
    }

    static let rooms = [
        Room(name: "energy", handle: ChannelHandle(rawValue: 1), delivery: .state),
        Room(name: "experience", handle: ChannelHandle(rawValue: 2), delivery: .stream),
        Room(name: "council", handle: ChannelHandle(rawValue: 3), delivery: .event),
    ]

    let loop: SimLoop
    let judge: Judge
    let plant: Plant?
    var random: Randomness
    var wallOffset: Int64
    let profile = SessionProfile.local
    let limits: SessionLimits
    var logs = ChannelLogs<Fact>()
    /// Something may be owed to somebody.
    var isDirty = true
    private(set) var connections: [ServerConnection] = []
    private var roll: [Name: Guest] = [:]
    private var sessionsMade = 0
    private var isRetired = false
    private let serial: Int
    let bornAt: Instant
    /// Texts being written, newest last, and how long they are.
    private var texts: [(slot: UInt32, length: Int)] = []
    private var textsBegun: UInt32 = 0

    static let tick = Duration.milliseconds(50)

    init(_ loop: SimLoop, _ judge: Judge, _ plant: Plant?, _ random: Randomness, serial: Int) {
        self.loop = loop
        self.judge = judge
        self.plant = plant
        self.random = random
        self.serial = serial
        bornAt = loop.now
        wallOffset = 1_700_000_000_000_000
        var limits = SessionLimits()
        limits.queueBytesMax = 3_000
        limits.recordBytes = 700
        limits.snapshotPartBytes = 300
        self.limits = limits
        var logLimits = LogLimits()
        logLimits.entriesMax = 100
        logLimits.bytesMax = 6_000
        for room in ModelServer.rooms {
            let epoch = plant == .keepsEpochs ? 7 : UInt32(serial)
            logs[room.handle] = ChannelLog(room.handle, room.delivery, epoch: epoch, limits: logLimits)
        }
        tickOn()
    }

    var wall: Timestamp { Timestamp(microseconds: wallOffset + loop.now.nanoseconds / 1_000) }

    private func tickOn() {
        loop.wake(at: loop.now.advanced(by: ModelServer.tick)) { [weak self] in
            guard let self, !isRetired else { return }
            tick()
            tickOn()
        }
    }

    private func tick() {
        guard isDirty else { return }
        isDirty = false
        for connection in connections where connection.flush() { isDirty = true }
    }

    func accept(_ wire: SimWire<Said>) { connections.append(ServerConnection(self, wire)) }

    func ended(_ connection: ServerConnection) {
        connections.removeAll { $0 === connection }
        if let name = connection.name, roll[name]?.connection === connection {
            roll[name]?.connection = nil
            roll[name]?.leftAt = loop.now
        }
    }

    /// The program ends, with or without a word.
    func retire() {
        isRetired = true
        let isPolite = random.chance(0.5)
        let retry = random.chance(0.5) ? UInt32(500) : nil
        for connection in connections {
            if isPolite {
                connection.change { $0.close(.restarting, retry: retry, &$1) }
            } else {
                connection.wire.cut()
            }
            connection.session.linkClosed()
        }
    }

    // MARK: Sessions

    var defaultChannels: [ChannelName] { ModelServer.rooms.map(\.name) }

    func offer(_ channel: ChannelName) -> Offer? {
        guard let room = ModelServer.rooms.first(where: { $0.name == channel }), let log = logs[room.handle] else {
            return nil
        }
        return Offer(
            name: room.name, handle: room.handle, delivery: room.delivery, epoch: log.epoch, head: log.head,
            oldest: plant == .promisesTooMuch ? 1 : log.oldest, rights: .read)
    }

    func hello(_ hello: Hello, _ connection: ServerConnection) {
        forget()
        var name = hello.session.flatMap { roll[$0] == nil ? nil : $0 }
        let isResumed = name != nil
        if let name, let old = roll[name]?.connection, old !== connection {
            judge.saw(.superseded)
            old.change { $0.close(.superseded, &$1) }
        }
        if hello.session != nil { judge.saw(isResumed ? .resumed : .sessionForgotten) }
        if name == nil {
            sessionsMade += 1
            name = Name("s\(serial).\(sessionsMade)")
        }
        guard let name else { return }
        roll[name, default: Guest()].connection = connection
        roll[name]?.leftAt = nil
        connection.name = name
        for wish in hello.channels ?? [] {
            guard let since = wish.since, let offer = offer(wish.name), offer.delivery != .state else { continue }
            if since.epoch != offer.epoch || since.seq + 1 < offer.oldest { judge.saw(.resumeRefused) }
        }
        connection.change {
            $0.hello(
                hello, session: name, resumed: isResumed, server: "model", recordMax: 1 << 20, at: loop.now, self, &$1)
        }
        for subscription in connection.session.subscriptions where !subscription.isOwedSnapshot {
            let holds = logs[subscription.channel]?.holds(after: subscription.position) ?? false
            judge.expect(holds, "a resume is granted that the log cannot keep")
        }
        isDirty = true
    }

    private func forget() {
        roll = roll.filter { $0.value.leftAt.map { $0.duration(to: loop.now) <= profile.grace } ?? true }
    }

    // MARK: Requests

    func handle(_ request: Request, _ reference: UInt32, _ connection: ServerConnection) {
        guard let key = request.key, let name = connection.name, plant != .repeatsEffects else {
            judge.tookEffect(request.method.storage)
            return later { [self] in reply(request, reference, connection) }
        }
        switch roll[name]?.replies.begin(key, at: loop.now) {
        case .new:
            judge.tookEffect(request.method.storage)
            roll[name]?.askers[key] = (connection, reference)
            later { [self] in
                roll[name]?.replies.finish(key, answer(request), at: loop.now)
                if let asker = roll[name]?.askers.removeValue(forKey: key) {
                    reply(request, asker.reference, asker.connection)
                }
            }
        case .running:
            judge.saw(.requestRepeated)
            roll[name]?.askers[key] = (connection, reference)
        case .done(let reply):
            judge.saw(.requestRepeated)
            connection.change { $0.reply(reference, reply, &$1) }
        case .full, nil:
            connection.change { $0.reply(reference, .limitExceeded, "too many keys", &$1) }
        }
    }

    private func later(_ body: @escaping () -> Void) {
        let wait = random.range(Duration.milliseconds(0) ... .seconds(2))
        loop.wake(at: loop.now.advanced(by: wait)) { [weak self] in
            guard let self, !isRetired else { return }
            body()
        }
    }

    private func answer(_ request: Request) -> Reply {
        var reply = Reply()
        reply.result = Document(canonical: Array("\"\(request.method.storage)\"".utf8))
        return reply
    }

    private func reply(_ request: Request, _ reference: UInt32, _ connection: ServerConnection) {
        connection.change { $0.reply(reference, answer(request), &$1) }
    }
}

// MARK: Channels

extension ModelServer {
    func publish(_ room: Room, slot: UInt32, _ content: Content) {
        let fact = Fact(content: content, at: loop.now)
        guard let epoch = logs[room.handle]?.epoch else { return }
        judge.truth(room.name, epoch).publish(slot: slot, content, at: loop.now)
        _ = logs[room.handle]?.append(kind: 1, slot: slot, bytes: content.bytes, fact)
        isDirty = true
    }

    func publishSomething() {
        let room = random.pick(ModelServer.rooms)
        let isBurst = random.chance(0.01)
        for _ in 0..<(isBurst ? random.range(20...150) : random.range(1...3)) {
            switch room.delivery {
            case .state: publish(room, slot: random.range(0...5), .value(random.next()))
            case .stream: write(room)
            case .event, .control: publish(room, slot: 0, .event(random.next()))
            }
        }
    }

    private func write(_ room: Room) {
        if texts.count < 3 {
            textsBegun += 1
            texts.append((textsBegun, 0))
        }
        let index = random.range(0...texts.count - 1)
        let (slot, at) = texts[index]
        let length = random.range(1...30)
        let text = (0..<length).map { Truth.byte(of: slot, at: at + $0) }
        let isFinal = at + length > 600
        texts[index].length += length
        publish(room, slot: slot, .piece(text, at: at, isFinal: isFinal))
        if isFinal { texts.remove(at: index) }
    }

    func datum(_ channel: ChannelHandle, _ seq: UInt64) -> Datum? {
        guard let entry = logs[channel]?[seq] else { return nil }
        return Datum(envelope: envelope(channel, seq), slot: entry.slot, content: entry.payload.content)
    }

    func joined(_ channel: ChannelHandle, _ slot: UInt32, from: UInt64, through: UInt64) -> Datum? {
        var text: [UInt8] = []
        var start: Int?
        for seq in from...through {
            guard let entry = logs[channel]?[seq], entry.slot == slot,
                case .piece(let piece, let at, _) = entry.payload.content
            else { continue }
            if start == nil { start = at }
            text += piece
        }
        return Datum(
            envelope: envelope(channel, through), slot: slot, from: from,
            content: .piece(text, at: start ?? 0, isFinal: false))
    }

    private func envelope(_ channel: ChannelHandle, _ seq: UInt64) -> Envelope {
        var envelope = Envelope()
        envelope.channel = channel
        envelope.seq = seq
        return envelope
    }

    /// The channel as it stands, in parts.
    func snapshot(_ channel: ChannelHandle) -> [[Datum]] {
        guard let log = logs[channel], let room = ModelServer.rooms.first(where: { $0.handle == channel }) else {
            return [[]]
        }
        var items: [Datum] = []
        switch room.delivery {
        case .state: items = log.newest(after: 0).compactMap { datum(channel, $0.seq) }
        case .stream:
            items = texts.map { slot, length in
                let text = (0..<length).map { Truth.byte(of: slot, at: $0) }
                return Datum(
                    envelope: envelope(channel, log.head), slot: slot, content: .piece(text, at: 0, isFinal: false))
            }
        case .event, .control:
            let truth = judge.truth(room.name, log.epoch)
            items = [Datum(envelope: envelope(channel, log.head), content: .sum(truth.sums[Int(log.head)]))]
        }
        var parts: [[Datum]] = []
        for start in stride(from: 0, to: max(items.count, 1), by: 2) {
            parts.append(Array(items[min(start, items.count)..<min(start + 2, items.count)]))
        }
        return parts
    }
}
