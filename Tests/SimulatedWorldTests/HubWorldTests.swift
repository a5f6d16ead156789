import LifelineSimulation
import SimulatedWorld
import Testing

@Suite("The production hub and clients in a simulated world")
struct HubWorldTests {
    @Test("Break no law in storm, and have everything after the calm", arguments: Seed.fixed + [.fresh] + [0x1FF])
    func laws(seed: Seed) {
        let world = HubWorld(seed: seed)
        for _ in 0..<2 where world.judge.violations.isEmpty { world.run(storm: .seconds(120)) }
        #expect(world.judge.violations == [], "seed \(seed)")
        #expect(world.judge.applied > 0)
    }

    @Test("Break no law on several loops either", arguments: [2, 3], [1, .fresh] as [Seed])
    func severalLoops(loops: Int, seed: Seed) {
        let world = HubWorld(seed: seed, loops: loops)
        for _ in 0..<2 where world.judge.violations.isEmpty { world.run(storm: .seconds(120)) }
        #expect(world.judge.violations == [], "seed \(seed), \(loops) loops")
        #expect(world.judge.seen[.resumedElsewhere] ?? 0 > 0, "seed \(seed), \(loops) loops")
    }

    @Test("The same seed is the same run", arguments: [1, 3])
    func repeats(loops: Int) {
        let (one, two, other) = (
            HubWorld(seed: 7, loops: loops), HubWorld(seed: 7, loops: loops), HubWorld(seed: 8, loops: loops)
        )
        for world in [one, two, other] { world.run(storm: .seconds(60)) }
        #expect(one.judge.applied == two.judge.applied)
        #expect(one.judge.seen == two.judge.seen)
        #expect(one.ether.faults == two.ether.faults)
        #expect(one.loop.turns == two.loop.turns)
        #expect(one.loop.turns != other.loop.turns)
    }

    @Test("Find a planted fault", arguments: HubPlant.allCases)
    func plants(plant: HubPlant) {
        let found = (0..<10 as Range<UInt64>).contains { number in
            let world = HubWorld(seed: Seed(rawValue: 100 + number), loops: 1 + Int(number % 3), plant: plant)
            for _ in 0..<4 where world.judge.violations.isEmpty { world.run(storm: .seconds(180)) }
            return !world.judge.violations.isEmpty
        }
        #expect(found, "\(plant) was not found in ten worlds")
    }
}
