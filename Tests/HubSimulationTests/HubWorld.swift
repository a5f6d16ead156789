import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Roster

/// The production hub and clients, codecs and all, on virtual time behind a network with faults.
///
/// What is published says its own seq, so that every message can be checked by itself.
final class HubWorld {
    let loop = SimLoop()
    let ether: SimEther
    let transport: SimTransport
    private(set) var violations: [String] = []
    private(set) var hub: Hub
    private(set) var guests: [Guest] = []
    var random: Randomness
    private(set) var energyHead: UInt64 = 0
    private(set) var councilHead: UInt64 = 0
    private(set) var written = 0
    private var effects: [[UInt8]: Int] = [:]
    private var isStormy = false
    private var isQuiet = false
    private var listener: (any Listener)?

    static let address = Address(scheme: "sim", rest: "server")

    init(seed: Seed, clients: Int = 3) {
        random = Randomness(seed)
        ether = SimEther(loop, .calm, random.split())
        transport = SimTransport(ether)
        hub = HubWorld.hub(loop, random.split())
        open()
        for number in 0..<clients { guests.append(Guest(self, number)) }
        liveOn()
    }

    private static func hub(_ loop: SimLoop, _ chance: Randomness) -> Hub {
        var options = HubOptions()
        options.limits.queueBytesMax = 8_000
        options.limits.recordBytes = 2_000
        options.limits.snapshotPartBytes = 600
        options.log.entriesMax = 100
        return Hub(on: loop, .stock, OpenAuthenticator(), HubWorld.surroundings(loop, chance), options)
    }

    static func surroundings(_ loop: SimLoop, _ chance: Randomness) -> Surroundings {
        var chance = chance
        return Surroundings(
            wall: { Timestamp(microseconds: 1_700_000_000_000_000 + loop.now.nanoseconds / 1_000) },
            entropy: { chance.next() })
    }

    private func open() {
        (energyHead, councilHead, written) = (0, 0, 0)
        hub.handle("do") { [unowned self] call in
            effects[call.params.json, default: 0] += 1
            expect(effects[call.params.json] == 1, "a request took effect twice")
            loop.wake(at: loop.now.advanced(by: random.range(.zero ... .seconds(1)))) { call.succeed(call.params) }
        }
        listener = try? transport.listen(HubWorld.address, on: loop) { [unowned self] in hub.accept($0) }
    }

    private func restart() {
        listener?.close()
        hub.shutdown(.restarting)
        hub = HubWorld.hub(loop, random.split())
        open()
    }

    func expect(_ law: Bool, _ broken: @autoclosure () -> String) {
        if !law, violations.count < 20 { violations.append("at \(loop.now.nanoseconds / 1_000_000) ms: \(broken())") }
    }

    // MARK: What happens

    private func liveOn() {
        loop.wake(at: loop.now.advanced(by: random.range(.milliseconds(20) ... .milliseconds(300)))) { [weak self] in
            guard let self else { return }
            let isQuiet = isQuiet
            for _ in 0..<(isQuiet ? 0 : random.chance(0.01) ? 120 : random.range(1...3)) { publishSomething() }
            if isStormy {
                for guest in guests where random.chance(0.05) { guest.ask() }
                if random.chance(0.001) { restart() }
            }
            liveOn()
        }
    }

    private func publishSomething() {
        switch random.range(0...2) {
        case 0:
            energyHead += 1
            var update = EnergyUpdate()
            update.model = random.range(0...3)
            update.tokens = UInt32(energyHead)
            expect(hub.publish(update, on: Energy.self) == energyHead, "another seq than the next")
        case 1:
            councilHead += 1
            var event = InterferenceEvent()
            event.event = UInt32(councilHead)
            hub.publish(event, on: Council.self)
        default:
            var piece = TokenStream()
            piece.stream = 1
            piece.at = UInt64(written)
            piece.text = Text(HubWorld.text(from: written, count: random.range(1...20)))
            piece.count = 1
            written += piece.text.storage.utf8.count
            hub.publish(piece, on: Experience.self)
        }
    }

    /// One endless text: any piece of it can be checked by itself.
    static func text(from place: Int, count: Int) -> String {
        let letters = (place..<place + count).map { (index: Int) -> UInt8 in
            let letter: Int = (index * 7 + index / 26) % 26
            return UInt8(97 + letter)
        }
        return String(decoding: letters, as: UTF8.self)
    }

    // MARK: Weather

    func run(storm duration: Duration) {
        isStormy = true
        var network = SimNetwork.stormy
        (network.bytesMax, network.bytesHardMax) = (16 << 10, 4 << 20)
        ether.network = network
        loop.run(for: duration)
        isStormy = false
        ether.network = .calm
        loop.run(for: .seconds(50))
        isQuiet = true
        loop.run(for: .seconds(2))
        isQuiet = false
        for guest in guests { guest.checkAllThere() }
        expect(hub.connectionCount == guests.count, "\(hub.connectionCount) connections for \(guests.count) clients")
    }
}
