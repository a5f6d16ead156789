internal import EnergyProfile
internal import Lifeline
internal import LifelineCore
internal import LifelineSession
public import LifelineSimulation
internal import Roster

/// The production hub and clients, codecs and all, on virtual time behind a network with faults, under the eyes of a
/// judge.
///
/// Storm and calm take turns, as in the model's world: in the storm everything must be right, after the calm everything
/// must be there. With several loops each client comes in on any of them, and comes back on any.
public final class HubWorld: Stage {
    public let seed: Seed
    public let loop = SimLoop()
    public let judge: Judge
    public let ether: SimEther
    let transport: SimTransport
    let plant: HubPlant?
    var random: Randomness
    /// One per loop, home first.
    private var hubs: [Hub]
    private let strands: [Strand]
    /// The server's.
    private let clock: WallClock
    private(set) var guests: [Guest] = []
    private var gone: [Guest] = []
    private var taps: [Tap] = []
    private var press: Press
    private var listener: (any Listener)?
    private(set) var bornAt = Instant(nanoseconds: 0)
    private var isUp = true
    private var guestsMade = 0
    private var requests = 0
    private var connections: UInt32 = 0
    private var twins = 0
    private var departed = 0
    private var isStormy = false
    private var isQuiet = false
    private var isMeasured = false
    private let pause: ClosedRange<Duration>
    private let entropy: Randomness
    /// How long clients took to come back after a cut in the calm.
    public private(set) var returns: [Duration] = []

    static let address = Address(scheme: "sim", rest: "server")
    static let entriesMax: UInt64 = 100
    static let recordBytesMax = 9_000
    /// Of state, once the peer reads again: eight ticks of a screen and a round trip.
    static let staleMax = Duration.milliseconds(250)

    public init(seed: Seed, clients: Int = 3, loops: Int = 1, isBusy: Bool = true, plant: HubPlant? = nil) {
        self.seed = seed
        self.plant = plant
        random = Randomness(seed)
        entropy = random.split()
        judge = Judge(loop)
        ether = SimEther(loop, .calm, random.split())
        transport = SimTransport(ether)
        pause = isBusy ? .milliseconds(20) ... .milliseconds(500) : .milliseconds(200) ... .seconds(5)
        clock = WallClock(loop)
        var chance = random.split()
        strands = (0..<loops).map { [loop] _ in Strand(loop, chance.split(), losesMail: plant == .losesMail) }
        hubs = HubWorld.hubs(strands, clock, entropy, plant)
        press = Press(judge, hubs[0])
        if loops > 1 { judge.saw(.severalLoops) }
        open()
        for _ in 0..<clients { join() }
        publishOn()
        liveOn()
        watchOn()
    }

    private static func hubs(
        _ strands: [Strand], _ clock: WallClock, _ chance: Randomness, _ plant: HubPlant?
    ) -> [Hub] {
        var options = HubOptions()
        options.limits.queueBytesMax = 8_000
        options.limits.recordBytes = 4_000
        options.limits.snapshotPartBytes = 4_000
        options.textBytesMax = 12_000
        options.log.entriesMax = Int(entriesMax) / (plant == .keepsLess ? 2 : 1)
        var chance = chance
        let surroundings = Surroundings(wall: { clock.now }, entropy: { chance.next() })
        let authenticator = OpenAuthenticator(rights: [.read, .request, .publish])
        return Hub.several(on: strands, .stock, authenticator, surroundings, options)
    }

    /// Home: it publishes, and answers.
    var hub: Hub { hubs[0] }

    private func jump() -> Int64 { random.range(-WallClock.jumpMax...WallClock.jumpMax) }

    private func open() {
        press = Press(judge, hub)
        hub.standing(Council.self) { [unowned self] in [press.sum] }
        hub.handle("do") { [unowned self] call in
            let name = String(decoding: call.params.json.dropFirst().dropLast(), as: UTF8.self)
            judge.tookEffect(name)
            if plant == .repeatsEffects, random.chance(0.05) { judge.tookEffect(name) }
            loop.wake(at: loop.now.advanced(by: random.range(.zero ... .seconds(2)))) { call.succeed(call.params) }
        }
        listener = try? transport.listen(HubWorld.address, on: loop) { [unowned self] link in
            guard let link = link as? SimLink else { return }
            let place = hubs.count == 1 ? 0 : random.range(0...hubs.count - 1)
            let tap = Tap(link, self, on: place)
            taps.append(tap)
            hubs[place].accept(tap)
        }
    }

    /// The server ends, with a word or without, and after a while there is another.
    private func restart() {
        judge.saw(.restarted)
        isUp = false
        listener?.close()
        note()
        if random.chance(0.5) {
            for hub in hubs { hub.shutdown(.restarting) }
        } else {
            for tap in taps { tap.link.cut() }
            for hub in hubs { hub.shutdown(.lost) }
        }
        loop.wake(at: loop.now.advanced(by: random.range(.milliseconds(10) ... .seconds(4)))) { [weak self] in
            guard let self else { return }
            hubs = HubWorld.hubs(strands, clock, plant == .keepsEpochs ? entropy : random.split(), plant)
            bornAt = loop.now
            isUp = true
            open()
        }
    }

    /// What the hubs have counted of rare states.
    private func note() {
        let counters = hubs.reduce(into: HubCounters()) { $0 += $1.counters }
        judge.saw(.resumed, times: Int(counters.sessionsResumed))
        judge.saw(.superseded, times: Int(counters.sessionsSuperseded))
        judge.saw(.requestRepeated, times: Int(counters.requestsRepeated))
        judge.saw(.backlogReplaced, times: Int(counters.backlogsReplaced))
    }

    func epoch(of channel: ChannelName) -> UInt32? {
        switch channel {
        case Energy.name: hub.position(of: Energy.self)?.epoch
        case Experience.name: hub.position(of: Experience.self)?.epoch
        default: hub.position(of: Council.self)?.epoch
        }
    }

    // MARK: Who comes and goes

    private func join() {
        guestsMade += 1
        guests.append(Guest(self, guestsMade))
    }

    /// A guest's link stands: the tap at its other end is the latest.
    func met(_ guest: Guest) {
        guard let tap = taps.last else { return }
        tap.window = Int(guest.window ?? 8)
        tap.guest = guest
        connections += 1
        guest.met(tap, connections)
        // Its hello may take as long as a dial, and come when it was given up.
        if random.chance(ether.network.dialStalled) { tap.link.stall(for: random.range(ether.network.stall)) }
    }

    func left(_ tap: Tap) { taps.removeAll { $0 === tap } }

    func closed(_ guest: Guest) {
        departed += 1
        judge.expect(departed <= twins, "\(guest.who) was sent away for good, and nobody took its session")
        loop.post { [weak self] in
            guard let self else { return }
            guests.removeAll { $0 === guest }
            // Its line may still be told of its end.
            gone.append(guest)
            join()
        }
    }

    func cameBack(after duration: Duration) {
        if isMeasured { returns.append(duration) }
    }

    func nextRequest() -> Int {
        requests += 1
        return requests
    }

    // MARK: What happens

    private func publishOn() {
        loop.wake(at: loop.now.advanced(by: random.range(pause))) { [weak self] in
            guard let self else { return }
            if isUp, !isQuiet {
                let count = random.chance(0.02) ? random.range(20...200) : random.range(1...3)
                for _ in 0..<count { press.publish(&random) }
            }
            publishOn()
        }
    }

    /// Once a second: what people and machines do of their own, and what must hold at any time.
    private func liveOn() {
        loop.wake(at: loop.now.advanced(by: .seconds(1))) { [weak self] in
            guard let self else { return }
            for guest in guests {
                guest.check()
                guard isStormy else { continue }
                if random.chance(0.2) { guest.ask() }
                if random.chance(0.03) { guest.publish() }
                if random.chance(0.05) { guest.wander() }
                if random.chance(0.01) { guest.sleep(for: random.range(.seconds(1) ... .seconds(20))) }
                if random.chance(0.01) { guest.jumpClock(by: jump()) }
            }
            if isStormy, random.chance(0.01) { clock.jump(by: jump()) }
            if isStormy, random.chance(0.01), let guest = guests.last, guest.state == .open {
                twins += 1
                guest.twin()
            }
            if isStormy, isUp, random.chance(0.008) { restart() }
            liveOn()
        }
    }

    /// A silent peer is gone in two heartbeats and a second; a quarter more for what was under way and this look.
    private func watchOn() {
        loop.wake(at: loop.now.advanced(by: .milliseconds(250))) { [weak self] in
            guard let self else { return }
            for tap in taps where tap.isOpen {
                guard let since = tap.link.silentSince else { continue }
                judge.expect(since.duration(to: loop.now) <= .seconds(3.3), "the server keeps a silent connection")
            }
            for guest in guests where guest.state == .open {
                guard let since = guest.link?.silentSince, loop.now > guest.loop.asleepUntil.advanced(by: .seconds(4))
                else { continue }
                judge.expect(since.duration(to: loop.now) <= .seconds(3.3), "\(guest.who) keeps a silent connection")
            }
            watchOn()
        }
    }

    // MARK: Weather

    /// `duration` of storm, then calm; then everything must be there, add up, and come back when it is cut. False once a
    /// law was broken.
    @discardableResult
    public func run(storm duration: Duration) -> Bool {
        isStormy = true
        var network = SimNetwork.stormy
        (network.bytesMax, network.bytesHardMax) = (4 << 10, 256 << 10)
        ether.network = network
        pass(duration)
        isStormy = false
        ether.network = .calm
        pass(World.calm)
        for guest in guests { guest.subscribeToAll() }
        pass(.seconds(6))
        crowd()
        comeBack()
        crowd()
        if judge.violations.isEmpty { checkAllThere() }
        note()
        return judge.violations.isEmpty
    }

    private func pass(_ duration: Duration) {
        let end = loop.now.advanced(by: duration)
        while loop.now < end, judge.violations.isEmpty { loop.run(for: min(.seconds(5), loop.now.duration(to: end))) }
    }

    /// Readers stand still while much is published: then what they were told of it must add up.
    private func crowd() {
        for guest in guests where random.chance(0.7) {
            guest.link?.stall(for: random.range(.milliseconds(500) ... .seconds(2)))
        }
        for guest in guests { guest.publish() }
        for _ in 0..<random.range(20...200) {
            press.publish(&random)
            loop.run(for: .milliseconds(5))
        }
        isQuiet = true
        pass(.seconds(3))
        for guest in guests where judge.violations.isEmpty { guest.checkAllThere() }
        isQuiet = false
    }

    /// A client whose server is up is back within a second.
    private func comeBack() {
        pass(.seconds(6))
        guard judge.violations.isEmpty else { return }
        let before = guests.map(\.link)
        isMeasured = true
        for guest in guests { guest.link?.cut() }
        pass(.seconds(1))
        isMeasured = false
        for (guest, link) in zip(guests, before) {
            let isBack = guest.state == .open && guest.link !== link
            judge.expect(isBack, "\(guest.who) is not back a second after a cut: \(guest.state)")
        }
    }

    private func checkAllThere() {
        let connections = hubs.reduce(0) { $0 + $1.connectionCount }
        judge.expect(connections == guests.count, "\(connections) connections for \(guests.count) clients")
        judge.expect(hub.sessionCount == guests.count, "\(hub.sessionCount) sessions for \(guests.count) clients")
        judge.expect(taps.count == guests.count, "\(taps.count) links for \(guests.count) clients")
    }

    static func sum(_ words: [UInt16]) -> UInt64 { words.reversed().reduce(0) { $0 << 16 | UInt64($1) } }
}
