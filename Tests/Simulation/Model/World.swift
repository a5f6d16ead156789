internal import LifelineCore
internal import LifelineSession
public import LifelineSimulation

/// A server and its clients on virtual time, behind a network with faults, under the eyes of a judge.
///
/// Storm and calm take turns: in the storm everything must be right, after the calm everything must be there.
public final class World: Stage {
    public let seed: Seed
    public let loop = SimLoop()
    public let judge: Judge
    public let ether: SimEther
    let plant: Plant?
    var random: Randomness
    private(set) var server: ModelServer
    private(set) var isServerUp = true
    private(set) var clients: [ModelClient] = []
    private var clientsMade = 0
    private var servers = 1
    private var requests = 0
    private var twins = 0
    private var departed = 0
    private let clientsWanted: Int
    private var isStormy = false

    public init(seed: Seed, clients: Int = 4, plant: Plant? = nil) {
        self.seed = seed
        self.plant = plant
        random = Randomness(seed)
        judge = Judge(loop)
        ether = SimEther(loop, .calm, random.split())
        server = ModelServer(loop, judge, plant, random.split(), serial: 1)
        clientsWanted = clients
        for _ in 0..<clients { join() }
        publishOn()
        liveOn()
    }

    func nextRequest() -> Int {
        requests += 1
        return requests
    }

    private func join() {
        clientsMade += 1
        clients.append(ModelClient(self, clientsMade))
    }

    func left(_ client: ModelClient) {
        departed += 1
        judge.expect(departed <= twins, "\(client.who) was superseded by nobody else")
        loop.post { [weak self] in
            guard let self else { return }
            clients.removeAll { $0 === client }
            if clients.count < clientsWanted { join() }
        }
    }

    private func publishOn() {
        loop.wake(at: loop.now.advanced(by: random.range(.milliseconds(20) ... .milliseconds(500)))) { [weak self] in
            guard let self else { return }
            if isServerUp { server.publishSomething() }
            publishOn()
        }
    }

    /// Once a second: what people and machines do of their own, and what must hold at any time.
    private func liveOn() {
        loop.wake(at: loop.now.advanced(by: .seconds(1))) { [weak self] in
            guard let self else { return }
            for client in clients {
                client.check()
                guard isStormy else { continue }
                if random.chance(0.2) { client.ask() }
                if random.chance(0.05) { client.wander() }
                if random.chance(0.01) { client.sleep(for: random.range(.seconds(1) ... .seconds(20))) }
                if random.chance(0.01) { client.jumpClock(by: random.range(-86_400_000_000...86_400_000_000)) }
            }
            if isStormy, random.chance(0.01), let client = clients.last, client.session.state == .open { twin(client) }
            if isStormy, isServerUp, random.chance(0.008) { restart() }
            checkSilence()
            liveOn()
        }
    }

    private func twin(_ client: ModelClient) {
        judge.saw(.twin)
        twins += 1
        clientsMade += 1
        clients.append(ModelClient(twin: client, clientsMade))
    }

    private func restart() {
        judge.saw(.restarted)
        isServerUp = false
        server.retire()
        loop.wake(at: loop.now.advanced(by: random.range(.milliseconds(10) ... .seconds(4)))) { [weak self] in
            guard let self else { return }
            servers += 1
            server = ModelServer(loop, judge, plant, random.split(), serial: servers)
            isServerUp = true
        }
    }

    /// A silent peer is gone in two heartbeats and a second; a second more for what was under way and this look.
    private func checkSilence() {
        for connection in server.connections {
            guard let since = connection.wire.silentSince, connection.session.phase != .closed else { continue }
            judge.expect(since.duration(to: loop.now) <= .seconds(4.1), "the server keeps a silent connection")
        }
        for client in clients where client.session.state == .open {
            guard let since = client.wire?.silentSince, client.isAwake else { continue }
            judge.expect(since.duration(to: loop.now) <= .seconds(4.1), "\(client.who) keeps a silent connection")
        }
    }

    // MARK: Weather

    /// `duration` of storm, then calm, then everything must be there. False once a law was broken.
    @discardableResult
    public func run(storm duration: Duration) -> Bool {
        isStormy = true
        ether.network = .stormy
        let end = loop.now.advanced(by: duration)
        while loop.now < end, judge.violations.isEmpty { loop.run(for: min(.seconds(5), loop.now.duration(to: end))) }
        isStormy = false
        ether.network = .calm
        // The longest stall or sleep, then the longest wait for a dial, then a hello and a snapshot.
        if judge.violations.isEmpty { loop.run(for: World.calm) }
        if judge.violations.isEmpty { checkAllThere() }
        return judge.violations.isEmpty
    }

    /// How long recovery may take: 20 s asleep, 16 s until the next dial, 5 s for one that stalls, 4 s to look.
    public static let calm = Duration.seconds(50)

    private func checkAllThere() {
        for client in clients { client.subscribeToAll() }
        loop.run(for: .seconds(6))
        for client in clients {
            judge.expect(client.session.state == .open, "\(client.who) has not come back: \(client.session.state)")
            judge.expect(client.asked.isEmpty, "\(client.who) still waits for \(client.asked.count) answers")
            for room in ModelServer.rooms {
                guard let knowledge = client.knowledge[room.name], let log = server.logs[room.handle] else {
                    judge.expect(false, "\(client.who) never heard \(room.name)")
                    continue
                }
                knowledge.checkFresh(since: loop.now.advanced(by: .seconds(-1)), epoch: log.epoch, judge, client.who)
            }
        }
        judge.expect(server.connections.count == clients.count, "\(server.connections.count) connections linger")
    }
}
