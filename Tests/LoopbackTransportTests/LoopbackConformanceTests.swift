import Conformance
import LifelineCore
import LifelineSimulation
import Testing

@Suite("Loopback links")
struct LoopbackConformanceTests {
    @Test("A loopback link keeps the promises of every link", arguments: LinkCheck.all, LinkCheck.Setting.all)
    func conforms(check: LinkCheck, setting: LinkCheck.Setting) throws {
        let world = LoopbackWorld(setting)
        try check.run(in: world)
        world.simulation.runUntilIdle()
        #expect(world.simulation.wakesWaiting == 0, "a closed link leaves a wake behind")
    }
}
