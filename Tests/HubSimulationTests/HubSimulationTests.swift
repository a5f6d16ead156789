import LifelineSimulation
import Testing

@Suite("The production hub in a storm")
struct HubSimulationTests {
    @Test(
        "Breaks no law, and has everything after the calm",
        arguments: Seed.fixed + [.fresh] + [0x1FF])
    func storm(seed: Seed) {
        let world = HubWorld(seed: seed)
        for _ in 0..<3 where world.violations.isEmpty { world.run(storm: .seconds(120)) }
        #expect(world.violations == [], "seed \(seed)")
        #expect(world.guests.allSatisfy { $0.heard > 0 })
    }
}
