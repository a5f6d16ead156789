internal import EnergyProfile
internal import Lifeline
internal import LifelineCore
internal import LifelineSession
internal import LifelineSimulation
internal import Roster

/// One production client: what it does of its own, and what it was shown.
final class Guest: TurnTask {
    unowned let world: HubWorld
    let who: String
    let loop: DrowsyLoop
    let window: UInt16?
    private(set) var line: Line
    private(set) var link: SimLink?
    /// The server's end of its link.
    private(set) weak var tap: Tap?
    /// Which of all connections that is, and what it has published on it.
    private(set) var connection: UInt32 = 0
    private(set) var published: UInt32 = 0
    var knowledge: [ChannelName: Knowledge] = [:]
    var accounts: [ChannelName: Account] = [:]
    /// Everything up to what it knows is there: it can go on from it.
    var isHeld: Set<ChannelName> = []
    /// Channels it took up or gave up since its hello.
    var wandered: Set<ChannelName> = []
    var gathering: [ChannelName: Gathering] = [:]
    private(set) var openRequests = 0
    private var session: Name?
    /// Which of the server's loops let it in last.
    private var place: Int?
    /// The turn in which it was let in.
    private var turnOpened = -1
    private var wasSuperseded = false
    private let clock: WallClock
    /// Since when nothing disturbs it.
    private(set) var calmSince: Instant
    /// Since when it looks for a server that is there.
    private(set) var awaySince: Instant?

    var judge: Judge { world.judge }
    var state: ClientSession.State { line.session.state }
    static let channels = [Energy.name, Experience.name, Council.name]

    init(_ world: HubWorld, _ number: Int) {
        self.world = world
        who = "client \(number)"
        loop = DrowsyLoop(world.loop)
        clock = WallClock(loop)
        calmSince = world.loop.now
        var options = ClientSession.Options()
        options.channels = Guest.channels
        if number % 2 == 1 { options.codec = .energy }
        window = number % 3 == 0 ? 2 : nil
        options.window = window
        var chance = world.random.split()
        var dial: Line.Dial = { _ in }
        line = Line(
            on: loop, .stock, Surroundings(wall: { [clock] in clock.now }, entropy: { chance.next() }), options,
            dial: { dial($0) })
        dial = { [unowned self] in self.dial($0) }
        listen()
        line.start()
    }

    private func dial(_ done: @escaping (Result<any Link, TransportError>) -> Void) {
        world.transport.dial(HubWorld.address, on: world.loop) { [weak self] result in
            done(result)
            // A dial that was given up is closed, not taken.
            guard let self, case .success(let link) = result, let link = link as? SimLink, link.owner === line else {
                return
            }
            self.link = link
            wandered = []
            world.met(self)
        }
    }

    /// A link stands, this is the server's end of it.
    func met(_ tap: Tap, _ connection: UInt32) {
        self.tap = tap
        self.connection = connection
        published = 0
    }

    private func listen() {
        line.stateChanged = { [unowned self] in changed(to: $0) }
        line.granted = { [unowned self] in granted($0) }
        line.snapshotArrived = { [unowned self] in snapshot($0) }
        line.noticed = { [unowned self] message in
            if let lag = message as? Lag { lagged(lag) }
            // The answer to its own wish, but what it had given up may have been granted and heard anew meanwhile.
            if let ended = message as? Unsubscribed { isHeld.remove(ended.name) }
            wasSuperseded = (message as? Goodbye)?.code == Close.superseded.code
            if let event = message as? ErrorEvent, event.code != ProtocolFault.notSubscribed.code {
                judge.expect(false, "\(who): the server complains: \(event.message)")
            }
        }
        line.hear(Energy.self, EnergyUpdate.self) { [unowned self] update, envelope in
            arrived(Energy.name, envelope, UInt32(update.model), .value(UInt64(update.tokens)))
        }
        line.hear(Council.self, InterferenceEvent.self) { [unowned self] event, envelope in
            let isSum = !event.models.isEmpty
            arrived(Council.name, envelope, 0, isSum ? .sum(HubWorld.sum(event.models)) : .event(UInt64(event.event)))
        }
        line.hear(Experience.self, TokenStream.self) { [unowned self] piece, envelope in
            let text = Array(piece.text.storage.utf8)
            arrived(
                Experience.name, envelope, piece.stream, from: piece.from,
                .piece(text, at: Int(piece.at), isFinal: piece.final))
        }
    }

    private func changed(to state: ClientSession.State) {
        calmSince = loop.now
        switch state {
        case .open:
            turnOpened = world.loop.turns
            if let awaySince { world.cameBack(after: awaySince.duration(to: loop.now)) }
            if let session, session != line.session.session { judge.saw(.sessionForgotten) }
            if let place, session == line.session.session, place != tap?.place { judge.saw(.resumedElsewhere) }
            session = line.session.session
            place = tap?.place
            awaySince = nil
        case .retry:
            if wasSuperseded { judge.saw(.supersededByOwnDial) }
            wasSuperseded = false
            awaySince = awaySince ?? loop.now
            link = nil
        case .connecting: break
        case .closed: world.closed(self)
        case .idle: break
        }
    }

    // MARK: What it does of its own

    func ask() {
        let number = world.nextRequest()
        var request = Request()
        request.method = "do"
        if world.random.chance(0.8) { request.key = Name("k\(number)") }
        request.params = Document(canonical: Array("\"\(number)\"".utf8))
        var isAnswered = false
        openRequests += 1
        line.request(request) { [weak self] result in
            guard let self else { return }
            judge.expect(!isAnswered, "\(who): request \(number) is answered twice")
            isAnswered = true
            openRequests -= 1
            guard case .success(let reply) = result else { return judge.saw(.requestUnknown) }
            judge.expect(reply.result == request.params, "\(who): the answer to something else than \(number)")
            judge.answered("\(number)")
        }
    }

    /// What nobody else publishes.
    static let mark = Interference.mixed

    /// Each with its number: those of one connection are taken in order, and all of them until it ends.
    func publish() {
        guard state == .open else { return }
        for _ in 0..<world.random.range(1...3) {
            var event = InterferenceEvent()
            event.interference = Guest.mark
            event.event = connection << 16 | published + 1
            if line.publish(event, on: Council.self) { published += 1 }
        }
    }

    func wander() {
        calmSince = loop.now
        if world.random.chance(0.3) { return line.hurry() }
        let isLeaving = world.random.chance(0.4)
        switch world.random.range(0...2) {
        case 0: wander(Energy.self, isLeaving)
        case 1: wander(Experience.self, isLeaving)
        default: wander(Council.self, isLeaving)
        }
    }

    private func wander(_ channel: (some Channel).Type, _ isLeaving: Bool) {
        if isLeaving {
            line.unsubscribe(channel)
            isHeld.remove(channel.name)
        } else {
            line.subscribe(channel)
        }
        wandered.insert(channel.name)
        accounts[channel.name]?.isExact = false
    }

    func subscribeToAll() {
        if line.session.channels[Energy.handle] == nil { line.subscribe(Energy.self) }
        if line.session.channels[Experience.handle] == nil { line.subscribe(Experience.self) }
        if line.session.channels[Council.handle] == nil { line.subscribe(Council.self) }
    }

    func sleep(for duration: Duration) {
        judge.saw(.slept)
        loop.sleep(for: duration)
        link?.stall(for: duration)
        calmSince = loop.asleepUntil
    }

    func jumpClock(by microseconds: Int64) {
        judge.saw(.clockJump)
        clock.jump(by: microseconds)
    }

    func twin() {
        guard let name = line.session.session else { return }
        judge.saw(.twin)
        _ = Twin(name, world)
    }

    /// In the turn of its welcome, and so before anything of that connection was heard.
    var isBeingWelcomed: Bool { world.loop.turns == turnOpened }

    /// Since when the network lets it be: nil while it does not.
    var quietSince: Instant? {
        guard state == .open, let link, link.silentSince == nil else { return nil }
        return max(calmSince, link.stalledUntil, loop.asleepUntil, world.bornAt)
    }
}
