import EnergyProfile
import Glibc
import Lifeline
import LifelineCore
import LifelineSession
import LifelineUV
import Roster
import Testing

@Suite("What a client is told", .timeLimit(.minutes(1)))
struct ClientAnswersTests {
    /// Lets in whoever shows it, and nobody for being our own user.
    private func strictServer() -> Server {
        let token = Secret.random()
        return Server(.stock, TokenAuthenticator(token), token: token)
    }

    @Test("A cancelled request ends at once and frees its place; what was asked for goes on")
    func cancelled() async throws {
        let server = Server(.stock)
        let (asked, gate) = AsyncStream<Void>.makeStream()
        await server.handle("never") { _, _ in
            gate.yield()
            try await Task.sleep(for: .seconds(3_600))
            return Document()
        }
        await server.handle("echo") { params, _ in params }
        var options = ClientSession.Options()
        options.requestsMax = 1
        let client = try await Client.connect(to: server, options)
        let waiting = Task { try await client.request("never") }
        for await _ in asked { break }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(try await client.request("echo") == Document())
        await client.close()
        await server.shutdown()
    }

    @Test("A request of a task that is cancelled already is never sent")
    func cancelledBefore() async throws {
        let server = Server(.stock)
        await server.handle("never") { _, _ in
            Issue.record("nobody asked for this")
            return Document()
        }
        await server.handle("echo") { params, _ in params }
        let client = try await Client.connect(to: server)
        let waiting = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.request("never")
        }
        await #expect(throws: CancellationError.self) { try await waiting.value }
        _ = try await client.request("echo")
        await client.close()
        await server.shutdown()
    }

    @Test("A request of a closed client is unavailable")
    func closed() async throws {
        let server = Server(.stock)
        let client = try await Client.connect(to: server)
        await client.close()
        await #expect(throws: ProtocolFault.unavailable) { try await client.request("echo") }
        await server.shutdown()
    }

    @Test("A wrong token is a matter of permission, at the door, in hello and on a Unix socket")
    func permission() async throws {
        let server = strictServer()
        let folder = "/tmp/lifeline-test-\(UInt64.random(in: 0 ... .max))"
        defer { rmdir(folder) }
        let addresses = try await server.listen("ws://127.0.0.1:0/ws", "unix:\(folder)/engine.sock")
        for address in addresses.map(\.description) {
            for token in [nil, Secret("guessed")] {
                let error = await #expect(throws: TransportError.self) {
                    try await Client.connect(address, token: token)
                }
                #expect(error?.reason == .permission, "\(address) \(error?.description ?? "")")
                #expect(error?.address == address)
            }
        }
        await server.shutdown()
    }

    @Test("A server that is not there is none: refused, or not found")
    func nobody() async throws {
        for (address, reason) in [
            ("ws://127.0.0.1:1/ws", TransportError.Reason.refused), ("unix:/tmp/lifeline-none.sock", .notFound),
        ] {
            let error = await #expect(throws: TransportError.self) {
                try await Client.connect(address, within: .milliseconds(300))
            }
            #expect(error?.reason == reason, "\(error?.description ?? "")")
        }
    }

    @Test("A message says where it comes from, so that a text is not said twice")
    func origins() async throws {
        let server = Server(.stock)
        func say(_ text: String, at: UInt64) async {
            var piece = TokenStream()
            piece.stream = 1
            piece.at = at
            piece.text.storage = text
            server.channel(Experience.self).publish(piece)
            // Each in a turn of its own.
            _ = await server.connectionCount
        }
        await say("The light ", at: 0)
        await say("is ", at: 10)
        let client = try await Client.connect(to: server)
        var pieces = client.channel(Experience.self).messages(TokenStream.self).received.makeAsyncIterator()
        #expect(await eventually { await client.withLine { $0.counters.snapshots } >= 4 })
        await say("on", at: 13)
        var last: Received<TokenStream>?
        // The snapshot comes right behind the welcome, and may find a listener already.
        while last?.origin != .live, let piece = await pieces.next() { last = piece }
        #expect(last?.text.storage == "on")
        await client.close()
        await server.shutdown()
    }
}
