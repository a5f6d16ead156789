import EnergyProfile
import Glibc
import Lifeline
import LifelineCore
import LifelineSession
import LifelineUV
import Roster
import Testing

@Suite("The life of a client", .timeLimit(.minutes(1)))
struct ClientLifeTests {
    @Test("ends with its last holder: neither connection nor loop is left, and the server's end is no trap")
    func dropped() async throws {
        let server = Server(.stock)
        let address = try await server.listen("ws://127.0.0.1:0/ws")[0].description
        weak var loop: EventLoop?
        do {
            let client = try await Client.connect(address, token: server.token)
            loop = client.loop
            #expect(await server.connectionCount == 1)
        }
        #expect(await eventually { await server.connectionCount == 0 })
        #expect(await eventually { loop == nil })
        await server.shutdown()
    }

    @Test("ends on a shared loop, too, which lives on")
    func droppedOnSharedLoop() async throws {
        let server = Server(.stock)
        let address = try await server.listen("ws://127.0.0.1:0/ws")[0].description
        let loop = EventLoop(name: "shared")
        do { _ = try await Client.connect(address, token: server.token, on: loop) }
        #expect(await eventually { await server.connectionCount == 0 })
        #expect(await loop.perform { 7 } == 7)
        await server.shutdown()
        await loop.shutdown()
    }

    @Test("goes on while somebody iterates over its messages, and ends with that")
    func iterated() async throws {
        let server = Server(.stock)
        let address = try await server.listen("ws://127.0.0.1:0/ws")[0].description
        var messages: Messages<Energy, EnergyUpdate>.Iterator?
        weak var loop: EventLoop?
        do {
            let client = try await Client.connect(address, token: server.token)
            messages = client.channel(Energy.self).messages(EnergyUpdate.self).makeAsyncIterator()
            loop = client.loop
            _ = await client.state
        }
        for tokens in 1...3 as ClosedRange<UInt32> {
            server.channel(Energy.self).publish(update(tokens: tokens))
            #expect(await messages?.next()?.tokens == tokens)
        }
        messages = nil
        #expect(await eventually { await server.connectionCount == 0 })
        #expect(await eventually { loop == nil })
        await server.shutdown()
    }

    @Test("ends every sequence that was made, and every one that is made later")
    func sequencesEnd() async throws {
        let server = Server(.stock)
        let client = try await Client.connect(to: server)
        var early = client.states.makeAsyncIterator()
        #expect(await early.next() == .open)
        await client.close()
        #expect(await early.next() == .closed)
        #expect(await early.next() == nil)
        var late = client.states.makeAsyncIterator()
        #expect(await late.next() == .closed)
        #expect(await late.next() == nil)
        for await _ in client.channel(Energy.self).messages(EnergyUpdate.self) {}
        await server.shutdown()
    }

    @Test("ends with the loop that it shares: messages, states and requests")
    func loopEnds() async throws {
        let server = Server(.stock)
        let (asked, gate) = AsyncStream<Void>.makeStream()
        await server.handle("never") { _, _ in
            gate.yield()
            try await Task.sleep(for: .seconds(3_600))
            return Document()
        }
        let address = try await server.listen("ws://127.0.0.1:0/ws")[0].description
        let loop = EventLoop(name: "shared")
        let client = try await Client.connect(address, token: server.token, on: loop)
        let messages = Task { for await _ in client.channel(Energy.self).messages(EnergyUpdate.self) {} }
        let states = Task { await client.states.reduce(into: []) { $0.append($1) } }
        let request = Task { try await client.request("never") }
        for await _ in asked { break }
        await loop.shutdown()
        await messages.value
        #expect(await states.value.last == .closed)
        await #expect(throws: ProtocolFault.unavailable) { try await request.value }
        await server.shutdown()
    }

    @Test("cannot begin on a loop that has ended")
    func endedLoop() async throws {
        let loop = EventLoop(name: "ended")
        await loop.shutdown()
        let error = await #expect(throws: TransportError.self) {
            try await Client.connect("ws://127.0.0.1:1/ws", on: loop)
        }
        #expect(error?.reason == .cancelled)
    }

    @Test("A server's ticks end with it, whoever shuts it down, and do not begin afterwards")
    func ticksEnd() async {
        let server = Server(.stock)
        let (beats, beat) = AsyncStream<Void>.makeStream()
        let ticking = Task { for await _ in server.ticks(hertz: 100) { beat.yield() } }
        for await _ in beats { break }
        await server.shutdown()
        await ticking.value
        for await _ in server.ticks(hertz: 100) { Issue.record("a loop that has ended beats") }
    }

    private func update(tokens: UInt32) -> EnergyUpdate {
        var update = EnergyUpdate()
        update.tokens = tokens
        return update
    }
}
