import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import LoopbackTransport
import Roster

// engineprobe [time]
//
// The whole stack in memory: what is published at a hub is encoded, sent over a loopback link, decoded and handed to a
// typed listener, on a loop in virtual time. Marks and lines are those of budgetprobe; an operation is one message
// delivered to one client. With `time` it prints nanoseconds instead, as the median of rounds.

struct Load {
    let name: String
    let codec: CodecChoice
    let clients: Int
    /// Messages published in one turn.
    let depth: Int

    static let all = [
        Load(name: "engine-json", codec: .json, clients: 1, depth: 1),
        Load(name: "engine-energy", codec: .energy, clients: 1, depth: 1),
        Load(name: "engine-energy-batch-16", codec: .energy, clients: 1, depth: 16),
        Load(name: "engine-energy-fanout-32", codec: .energy, clients: 32, depth: 1),
    ]
}

final class Stack {
    private let load: Load
    private let loop: SimLoop
    private let hub: Hub
    private var lines: [Line] = []
    private var heard = 0
    private var update = EnergyUpdate()

    init(_ load: Load) throws {
        self.load = load
        loop = SimLoop()
        let (loop, transport) = (loop, LoopbackTransport())
        let surroundings = Surroundings(
            wall: { Timestamp(microseconds: 1_700_000_000_000_000 + loop.now.nanoseconds / 1000) }, entropy: { 4 })
        hub = Hub(on: loop, .stock, OpenAuthenticator(), surroundings)
        let address = Address(scheme: "loop", rest: "engine")
        _ = try transport.listen(address, on: loop) { [hub] in hub.accept($0) }
        for _ in 0..<load.clients {
            var options = ClientSession.Options()
            options.codec = load.codec
            options.channels = ["energy"]
            let line = Line(on: loop, .stock, surroundings, options) { transport.dial(address, on: loop, done: $0) }
            line.hear(Energy.self, EnergyUpdate.self) { [unowned self] _, _ in heard += 1 }
            line.start()
            lines.append(line)
        }
        loop.run(for: .milliseconds(1))
    }

    /// Publishes so many times, a turn each. Returns the deliveries.
    func run(_ turns: Int) -> Int {
        let before = heard
        for _ in 0..<turns {
            for model in 0..<load.depth {
                // Slots of their own, so that none replaces another.
                update.model = UInt16(model)
                update.tokens &+= 1
                update.level = 0.25
                hub.publish(update, on: Energy.self)
            }
            loop.run(for: .microseconds(10))
        }
        return heard - before
    }
}

/// Callgrind writes down its counts when this returns.
@inline(never) @_cdecl("budget_mark")
func budgetMark() { marks &+= 1 }
nonisolated(unsafe) var marks = 0

func count() throws {
    for load in Load.all {
        let stack = try Stack(load)
        var delivered: [Int] = []
        for turns in [40, 40, 240] {
            delivered.append(stack.run(turns / load.depth.clamped))
            budgetMark()
        }
        print(load.name, delivered[1], delivered[2])
    }
}

func time() throws {
    let clock = ContinuousClock()
    for load in Load.all {
        let stack = try Stack(load)
        var rounds: [Double] = []
        for _ in 0..<31 {
            var delivered = 0
            let spent = clock.measure { delivered = stack.run(2000 / (load.depth * load.clients).clamped) }
            rounds.append(Double(spent.components.attoseconds) / 1e9 / Double(delivered))
        }
        rounds.sort()
        print("\(load.name): \(Int(rounds[15])) ns a message, publish to typed receive")
    }
}

extension Int {
    /// A divisor of a number of turns: at most 16.
    fileprivate var clamped: Int { Swift.min(self, 16) }
}

if CommandLine.arguments.dropFirst().first == "time" { try time() } else { try count() }
