import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import Roster
import Testing

@Suite("A server and a client over WebSocket, on real loops", .timeLimit(.minutes(1)))
struct EndToEndTests {
    @Test("hear each other in either codec, and requests are answered", arguments: [CodecChoice.json, .energy])
    func hear(codec: CodecChoice) async throws {
        let server = Server(.stock)
        let address = try await server.listen("ws://127.0.0.1:0/ws")[0].description
        await server.handle("echo") { params, _ in params }
        var options = ClientSession.Options()
        options.codec = codec
        let client = try await Client.connect(address, token: server.token, options)
        var messages = client.channel(Energy.self).messages(EnergyUpdate.self).makeAsyncIterator()
        // Answered behind the listening that was asked for before it.
        let asked = Document(canonical: Array("{\"a\":1}".utf8))
        #expect(try await client.request("echo", asked) == asked)
        var update = EnergyUpdate()
        update.tokens = 7
        server.channel(Energy.self).publish(update)
        #expect(await messages.next()?.tokens == 7)
        await client.close()
        await server.shutdown()
    }
}
