import EnergyProfile
import Glibc
import Lifeline
import LifelineCore
import LifelineSession
import LifelineUV
import Roster
import Testing

@Suite("A server and its clients, on real loops", .timeLimit(.minutes(1)))
struct EndToEndTests {
    @Test(
        "hear each other over WebSocket in either codec, and requests are answered",
        arguments: [CodecChoice.json, .energy])
    func hear(codec: CodecChoice) async throws {
        try await withServer { server, address in
            await server.handle("echo") { params, _ in params }
            var options = ClientSession.Options()
            options.codec = codec
            let client = try await Client.connect(address, token: server.token, options)
            var messages = client.channel(Energy.self).messages(EnergyUpdate.self).makeAsyncIterator()
            // Answered behind the listening that was asked for before it.
            let asked = Document(canonical: Array("{\"a\":1}".utf8))
            #expect(try await client.request("echo", asked) == asked)
            server.channel(Energy.self).publish(update(tokens: 7))
            #expect(await messages.next()?.tokens == 7)
            await client.close()
        }
    }

    @Test("hear each other over a Unix socket, where our own user needs no token")
    func unix() async throws {
        let server = Server(.stock)
        // The listener makes the folder, for our own user alone.
        let folder = "/tmp/lifeline-test-\(UInt64.random(in: 0...UInt64.max))"
        defer { rmdir(folder) }
        let address = "unix:\(folder)/engine.sock"
        try await server.listen(address)
        let client = try await Client.connect(address)
        var messages = client.channel(Energy.self).messages(EnergyUpdate.self).makeAsyncIterator()
        _ = await client.state
        server.channel(Energy.self).publish(update(tokens: 9))
        #expect(await messages.next()?.tokens == 9)
        await client.close()
        await server.shutdown()
    }

    @Test("share a process without any socket")
    func embedded() async throws {
        let server = Server(.stock)
        let client = try await Client.connect(to: server)
        var messages = client.channel(Energy.self).messages(EnergyUpdate.self).makeAsyncIterator()
        _ = await client.state
        server.channel(Energy.self).publish(update(tokens: 3))
        #expect(await messages.next()?.tokens == 3)
        await client.close()
        await server.shutdown()
    }

    @Test("part with a reason in words when the token is wrong, at the door and in hello")
    func wrongToken() async throws {
        try await withServer { _, address in
            let error = await #expect(throws: TransportError.self) {
                try await Client.connect(address, token: Secret("guessed"))
            }
            #expect(error?.detail.contains("401") == true)
            let silent = await #expect(throws: TransportError.self) { try await Client.connect(address) }
            #expect(silent?.detail.contains("unauthorized") == true)
        }
    }

    @Test("say that nobody is there, once patience is over")
    func nobody() async throws {
        let error = await #expect(throws: TransportError.self) {
            try await Client.connect("ws://127.0.0.1:1/ws", within: .milliseconds(300))
        }
        #expect(error?.detail.contains("refused") == true)
    }

    @Test("lose no text though the reader is slow: it is held back, not buffered without end")
    func slowReader() async throws {
        try await withServer { server, address in
            let client = try await Client.connect(address, token: server.token)
            var pieces = client.channel(Experience.self).messages(TokenStream.self).makeAsyncIterator()
            _ = await client.state
            var said = ""
            for index in 0..<5_000 {
                var piece = TokenStream()
                piece.stream = 1
                piece.at = UInt64(said.utf8.count)
                piece.text.storage = "word\(index) "
                said += piece.text.storage
                server.channel(Experience.self).publish(piece)
                if index % 500 == 0 { await Task.yield() }
            }
            // A snapshot may say once more what was said before: a piece stands where it says it stands.
            var heard: [UInt8] = []
            while heard.count < said.utf8.count, let piece = await pieces.next() {
                let at = Int(piece.at)
                guard at <= heard.count else { break }
                heard.replaceSubrange(
                    at..<min(heard.count, at + piece.text.storage.utf8.count), with: piece.text.storage.utf8)
            }
            let isWhole = heard == Array(said.utf8)
            #expect(isWhole, "\(heard.count) of \(said.utf8.count) bytes were heard")
            await client.close()
        }
    }

    @Test("tick at the asked rate, and stop with the task")
    func ticks() async throws {
        let server = Server(.stock)
        var beats = 0
        for await beat in server.ticks(hertz: 200) {
            beats += 1
            if beat.index >= 20 { break }
        }
        #expect(beats > 0)
        await server.shutdown()
    }

    private func withServer(_ body: (Server, String) async throws -> Void) async throws {
        let server = Server(.stock)
        let address = try await server.listen("ws://127.0.0.1:0/ws")[0].description
        try await body(server, address)
        await server.shutdown()
    }

    private func update(tokens: UInt32) -> EnergyUpdate {
        var update = EnergyUpdate()
        update.tokens = tokens
        return update
    }
}
