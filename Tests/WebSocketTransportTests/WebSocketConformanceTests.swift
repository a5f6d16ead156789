import Conformance
import LifelineCore
import SocketTestKit
import Testing

@Suite("WebSocket links")
struct WebSocketConformanceTests {
    @Test("A WebSocket over IPv4 keeps the promises of every link", arguments: LinkCheck.all, LinkCheck.Setting.all)
    func overIPv4(check: LinkCheck, setting: LinkCheck.Setting) throws {
        let world = webSocketWorld(.ipv4, setting)
        try check.run(in: world)
        #expect(world.end() == [])
    }

    @Test("So does one over IPv6", arguments: LinkCheck.all, LinkCheck.Setting.opposites)
    func overIPv6(check: LinkCheck, setting: LinkCheck.Setting) throws {
        let world = webSocketWorld(.ipv6, setting)
        try check.run(in: world)
        #expect(world.end() == [])
    }

    @Test("And one over a Unix socket", arguments: LinkCheck.all, LinkCheck.Setting.opposites)
    func overUnix(check: LinkCheck, setting: LinkCheck.Setting) throws {
        let world = webSocketWorld(.unix, setting)
        try check.run(in: world)
        #expect(world.end() == [])
    }
}
