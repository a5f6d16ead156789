import LifelineSimulation
import SimulatedWorld
import Testing

@Suite("The simulated world")
struct WorldTests {
    @Test("Breaks no law in storm, and has everything after the calm", arguments: Seed.fixed + [.fresh])
    func laws(seed: Seed) {
        let world = World(seed: seed)
        world.run(storm: .seconds(120))
        #expect(world.judge.violations == [], "seed \(seed)")
        #expect(world.judge.applied > 0)
    }

    @Test("The same seed is the same run")
    func repeats() {
        let (one, two, other) = (World(seed: 7), World(seed: 7), World(seed: 8))
        for world in [one, two, other] { world.run(storm: .seconds(60)) }
        #expect(one.judge.applied == two.judge.applied)
        #expect(one.judge.seen == two.judge.seen)
        #expect(one.ether.faults == two.ether.faults)
        #expect(one.loop.turns == two.loop.turns)
        #expect(one.loop.turns != other.loop.turns)
    }

    @Test("Finds a planted fault", arguments: Plant.allCases)
    func plants(plant: Plant) {
        let found = (0..<10 as Range<UInt64>).contains { number in
            let world = World(seed: Seed(rawValue: 100 + number), plant: plant)
            for _ in 0..<4 where world.judge.violations.isEmpty { world.run(storm: .seconds(180)) }
            return !world.judge.violations.isEmpty
        }
        #expect(found, "\(plant) was not found in ten worlds")
    }
}
