import ContractTrials
import Roster
import Testing

@Suite("Clients that are cut while their server is up", .serialized, .timeLimit(.minutes(1)))
struct ReconnectTests {
    @Test("are back in less than a second, 99 of 100, and all of them resume")
    func back() async throws {
        let server = try await TrialServer(.stock)
        let trial = try await ReconnectTrial.run(clients: 20, cuts: 5, at: server)
        await server.close()
        #expect(trial.away.count == 100)
        #expect(trial.resumed == 100)
        #expect(trial.away.quantile(0.99) < .seconds(1), "\(trial.away.quantile(0.99))")
    }
}
