import LifelineCore
import LifelineSimulation
import LoopbackTransport
import Testing

@Suite("The loopback transport")
struct LoopbackTransportTests {
    let loop = SimLoop()
    let transport = LoopbackTransport()

    @Test("Names have 1 to 128 bytes", arguments: [(0, false), (1, true), (128, true), (129, false)])
    func names(count: Int, good: Bool) throws {
        let address = Address(scheme: "loop", rest: String(repeating: "n", count: count))
        if good {
            #expect(try transport.listen(address, on: loop) { _ in }.address == address)
        } else {
            let error = #expect(throws: TransportError.self) { try transport.listen(address, on: loop) { _ in } }
            #expect(error?.reason == .badAddress)
            #expect(error?.detail == "a name has 1 to 128 bytes, as in loop:test")
        }
    }

    @Test("Nobody and somebody twice are told what to do instead")
    func words() throws {
        let address = try #require(Address("loop:test"))
        var errors: [TransportError] = []
        transport.dial(address, on: loop) { if case .failure(let error) = $0 { errors.append(error) } }
        loop.runUntilIdle()
        #expect(errors.map(\.reason) == [.refused])
        #expect(errors.map(\.description) == ["connect loop:test: nobody listens at this name; call listen first"])
        let listener = try transport.listen(address, on: loop) { _ in }
        let error = #expect(throws: TransportError.self) { try transport.listen(address, on: loop) { _ in } }
        #expect(error?.reason == .addressInUse)
        #expect(error?.detail.contains("take another name") == true)
        listener.close()
    }

    @Test("A name is known on its own loop only, and to copies of its transport only")
    func loops() throws {
        let address = try #require(Address("loop:test"))
        let listener = try transport.listen(address, on: loop) { _ in Issue.record("accepted across loops") }
        var errors: [TransportError] = []
        let other = SimLoop()
        transport.dial(address, on: other) { if case .failure(let error) = $0 { errors.append(error) } }
        other.runUntilIdle()
        #expect(errors.map(\.reason) == [.unreachable])
        LoopbackTransport().dial(address, on: loop) { if case .failure(let error) = $0 { errors.append(error) } }
        loop.runUntilIdle()
        #expect(errors.map(\.reason) == [.unreachable, .refused])
        listener.close()
    }

    @Test("Each end knows the other by name, and callers by number")
    func peers() throws {
        let address = try #require(Address("loop:test"))
        var links: [any Link] = []
        let listener = try transport.listen(address, on: loop) { links.append($0) }
        for _ in 0..<2 { transport.dial(address, on: loop) { if case .success(let link) = $0 { links.append(link) } } }
        loop.runUntilIdle()
        #expect(links.map(\.peer.address) == ["loop:test#1", "loop:test", "loop:test#2", "loop:test"])
        listener.close()
        for link in links { link.close(.lost) }
        loop.runUntilIdle()
    }

    @Test("Who has closed hears nothing but closed, and does not hold up the other end")
    func silence() throws {
        let connection = try Connection()
        defer { connection.end() }
        let (near, far) = (connection.near, connection.far)
        near.link?.pause()
        for _ in 0..<10 { far.send(50_000) }
        connection.loop.run(for: .seconds(1))
        near.link?.close(.normal)
        connection.loop.run(for: .seconds(1))
        #expect(near.records.isEmpty)
        #expect(near.closes == [.normal] && far.closes == [.normal])
    }

    @Test("Two ends that close with records waiting for each other end at once")
    func crossed() throws {
        let connection = try Connection()
        defer { connection.end() }
        for end in [connection.near, connection.far] {
            end.link?.pause()
            end.send(100)
            end.link?.close(.goingAway)
        }
        connection.loop.run(for: .zero)
        #expect(connection.near.closes == [.goingAway] && connection.far.closes == [.goingAway])
    }
}
