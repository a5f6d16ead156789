import EnergyProfile
import Glibc
import Lifeline
import LifelineCore
import LifelineSession
import LifelineUV
import Roster
import Testing

/// A server on several loops, on a WebSocket and a Unix socket, and one loop for all who visit it.
struct Town: Sendable {
    let server: Server
    let loop = EventLoop(name: "visitors")
    let web: Address
    let unix: Address
    private let folder: String

    init(loops: Int, _ adjust: (inout HubOptions) -> Void = { _ in }) async throws {
        var options = HubOptions()
        options.profile = .remote
        options.pendingMax = 200
        options.log.entriesMax = 8_192
        options.log.bytesMax = 8 << 20
        options.limits.queueBytesMax = 8 << 20
        adjust(&options)
        server = Server(.stock, options, loops: loops)
        // The listener makes the folder, for our own user alone.
        folder = "/tmp/lifeline-test-\(UInt64.random(in: 0 ... .max))"
        let addresses = try await server.listen("ws://127.0.0.1:0/ws", "unix:\(folder)/engine.sock")
        (web, unix) = (addresses[0], addresses[1])
    }

    func end() async {
        await server.shutdown()
        await loop.shutdown()
        rmdir(folder)
    }

    // MARK: Visitors

    /// Comes, and is there when this returns.
    func visitor(_ address: Address, _ codec: CodecChoice = .json) async -> Held<Visitor> {
        let (loop, token) = (loop, server.token)
        let visitor = await loop.perform { Held(Visitor(on: loop, address, token: token, codec)) }
        #expect(await eventually { await ask(visitor) { $0.isThere } })
        return visitor
    }

    func caller() async -> Held<Caller> {
        let (loop, unix) = (loop, unix)
        return await loop.perform { Held(Caller(on: loop, unix)) }
    }

    /// Asks something on the visitors' loop.
    func ask<Guest, Value: Sendable>(
        _ held: Held<Guest>, _ body: @escaping @Sendable (Guest) -> Value
    ) async -> Value { await loop.perform { body(held.value) } }

    // MARK: The council

    /// From here, which is none of the server's loops. Each event says its seq if they are all there are.
    func publish(_ events: ClosedRange<UInt32>) {
        for event in events {
            var message = InterferenceEvent()
            message.event = event
            server.channel(Council.self).publish(message)
        }
    }

    /// How many links each loop has.
    var spread: [Int] { get async { await server.withHubs { $0.connectionCount } } }
}

/// Something that a test touches on the visitors' loop only.
struct Held<Value>: @unchecked Sendable {  // Sendable: `Town.ask` opens it on that loop.
    let value: Value
    init(_ value: Value) { self.value = value }
}

/// Polls until `condition` holds or `patience` is over.
func eventually(within patience: Duration = .seconds(60), _ condition: () async -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + patience
    while ContinuousClock.now < deadline {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return await condition()
}
