import Glibc
import LifelineCore
import LifelineSimulation
import SimulatedWorld

/// What all runs came to.
struct Total {
    private(set) var rarities: [Rarity: Int] = [:]
    private var faults: [SimFault: Int] = [:]
    private var simulated = Duration.zero
    private var worlds = 0
    private var applied = 0
    private var violations = 0
    private var returns: [Duration] = []

    mutating func add(_ world: any Stage) {
        worlds += 1
        simulated += Instant(nanoseconds: 0).duration(to: world.loop.now)
        applied += world.judge.applied
        violations += world.judge.violations.count
        rarities.merge(world.judge.seen, uniquingKeysWith: +)
        faults.merge(world.ether.faults, uniquingKeysWith: +)
        returns += (world as? HubWorld)?.returns ?? []
    }

    private var minutes: Double { Double(simulated.components.seconds) / 60 }

    private func pace(_ elapsed: Duration) -> Int {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        return Int(minutes / max(seconds, 1e-9))
    }

    private func milliseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
    }

    func progress(_ runs: Int, _ elapsed: Duration) {
        print("\(runs) runs, \(Int(minutes)) minutes, \(pace(elapsed)) simulated minutes per second")
        fflush(nil)
    }

    func report(_ elapsed: Duration) {
        let faults = SimFault.allCases.map { "\($0) \(self.faults[$0] ?? 0)" }
        let rarities = Rarity.allCases.map { "\($0) \(self.rarities[$0] ?? 0)" }
        if !returns.isEmpty {
            let sorted = returns.sorted()
            let shares = [50, 90, 99].map { "p\($0) \(milliseconds(sorted[sorted.count * $0 / 100])) ms" }
            print("\(returns.count) reconnects after a cut, the server up: \(shares.joined(separator: ", "))")
        }
        print("faults: \(faults.joined(separator: ", "))")
        print("rare states: \(rarities.joined(separator: ", "))")
        print(
            "\(worlds) worlds, \(Int(minutes)) simulated minutes, \(applied) messages applied, "
                + "\(pace(elapsed)) simulated minutes per second, \(violations) violations")
    }
}

func quit(_ code: Int32) { exit(code) }
