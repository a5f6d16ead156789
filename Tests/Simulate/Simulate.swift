import LifelineCore
import LifelineSimulation
import SimulatedWorld

extension Order {
    /// Of every three worlds of the hub one is busy; in the others ten times less is said. Every other has several loops.
    func world(_ seed: Seed) -> any Stage {
        switch kind {
        case .model: World(seed: seed, clients: 3 + Int(seed.rawValue % 3))
        case .hub:
            HubWorld(
                seed: seed, clients: 2 + Int(seed.rawValue % 3), loops: [1, 2, 1, 3][Int(seed.rawValue % 4)],
                isBusy: seed.rawValue % 3 == 0)
        }
    }
}

extension Order.Kind {
    var rarities: [Rarity] { self == .model ? Rarity.ofModel : Rarity.ofHub }
}

/// Runs worlds of one seed after the other until the minutes are used up or a law is broken.
@main
struct Simulate {
    static func main() {
        guard let order = Order(CommandLine.arguments.dropFirst()) else {
            print("usage: simulate [--world hub|model] [--seed S] [--minutes M] [--runs N] [--seconds S] [--quiet]")
            return quit(2)
        }
        print("seed \(order.seed)")
        var total = Total()
        let clock = ContinuousClock()
        let start = clock.now
        for run in 0..<order.runs {
            let seed = Seed(rawValue: order.seed.rawValue &+ UInt64(run))
            let world = order.world(seed)
            let end = Instant(nanoseconds: 0).advanced(by: .seconds(60 * order.minutes))
            while world.loop.now < end, world.run(storm: .seconds(180)) {}
            total.add(world)
            let elapsed = start.duration(to: clock.now)
            if !world.judge.violations.isEmpty {
                print("seed \(seed): \(world.judge.violations.count) violations")
                for violation in world.judge.violations { print("    \(violation)") }
                total.report(elapsed)
                return quit(1)
            }
            if !order.isQuiet, (run + 1) % max(order.runs / 10, 1) == 0 { total.progress(run + 1, elapsed) }
            if let seconds = order.seconds, elapsed > .seconds(seconds) { break }
        }
        total.report(start.duration(to: clock.now))
        let unseen = order.kind.rarities.filter { total.rarities[$0] == nil }
        if order.isComplete, !unseen.isEmpty {
            print("never seen: \(unseen.map { "\($0)" }.joined(separator: " ")); seed \(order.seed)")
            quit(1)
        }
    }
}
