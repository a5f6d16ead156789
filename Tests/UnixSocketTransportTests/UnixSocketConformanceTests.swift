import Conformance
import LifelineCore
import SocketTestKit
import Testing

@Suite("Unix socket links")
struct UnixSocketConformanceTests {
    @Test("A Unix socket link keeps the promises of every link", arguments: LinkCheck.all, LinkCheck.Setting.all)
    func conforms(check: LinkCheck, setting: LinkCheck.Setting) throws {
        let world = unixWorld(setting)
        try check.run(in: world)
        #expect(world.end() == [])
    }
}
