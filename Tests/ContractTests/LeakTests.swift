import ContractTrials
import Lifeline
import LifelineCore
import LifelineUV
import Roster
import SocketTestKit
import Testing

@Suite("Clients that come and go", .serialized, .timeLimit(.minutes(2)))
struct LeakTests {
    @Test("leave neither memory nor descriptors behind: 2,000 of them", arguments: TrialServer.Way.allCases)
    func comeAndGo(way: TrialServer.Way) async throws {
        let server = try await TrialServer(.stock)
        let loop = EventLoop(name: "visitors")
        let address = server.address(way).description
        func visit(_ count: Int) async throws {
            for _ in 0..<count {
                let client = try await Client.connect(address, token: server.server.token, on: loop)
                await client.close()
            }
            // The server hears of the last one's end.
            while await server.server.withHub({ $0.connectionCount }) > 0 { await Task.yield() }
        }
        try await visit(300)
        let (memory, descriptors) = (Holdings.residentBytes, Holdings.descriptors)
        try await visit(2_000)
        let grown = Holdings.residentBytes - memory
        print("\(way.rawValue): grown by \(grown) bytes in 2,000 visits, \(Holdings.descriptors) descriptors")
        // 2,000 visits that left 2 KiB each would be 4 MiB.
        #expect(ThisProcess.isSanitized || grown < 3 << 20)
        // What tests before this one leave to close may go meanwhile.
        #expect(Holdings.descriptors <= descriptors)
        await loop.shutdown()
        await server.close()
    }
}
