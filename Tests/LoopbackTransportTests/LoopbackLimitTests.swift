import LifelineCore
import LifelineSimulation
import LoopbackTransport
import Testing

/// Each limit to the byte. A waiting record weighs 32 bytes more than it has, so that empty ones are not free.
@Suite("Loopback limits")
struct LoopbackLimitTests {
    @Test("outboundBytesMax counts every record and its 32 bytes", arguments: [(968, Flow.open), (969, .congested)])
    func soft(last: Int, flow: Flow) throws {
        var limits = LinkLimits()
        limits.outboundBytesMax = 2_064
        let connection = try Connection(near: limits)
        defer { connection.end() }
        #expect(connection.near.send(0) == .open)
        #expect(connection.near.send(1_000) == .open)
        #expect(connection.near.send(last) == flow)
        connection.loop.runUntilIdle()
        #expect(connection.near.drains == (flow == .congested ? 1 : 0))
    }

    @Test("Empty records run into the hard limit too")
    func empty() throws {
        var limits = LinkLimits()
        limits.outboundBytesHardMax = 3_200
        let connection = try Connection(near: limits)
        defer { connection.end() }
        for _ in 0..<100 { #expect(connection.near.send(0) != .closed) }
        #expect(connection.near.send(0) == .closed)
        connection.loop.runUntilIdle()
        #expect(connection.near.closes == [.slowConsumer])
        #expect(connection.far.closes == [.slowConsumer])
        #expect(connection.far.records.isEmpty, "what waits is dropped")
    }

    @Test("drained comes when the last byte has left, and not before")
    func drained() throws {
        var (near, far) = (LinkLimits(), LinkLimits())
        near.outboundBytesMax = 1_000
        far.turnBytesMax = 100
        let connection = try Connection(near: near, far: far)
        defer { connection.end() }
        for _ in 0..<20 { connection.near.send(68) }
        for n in 1...20 {
            #expect(connection.near.drains == 0)
            connection.loop.step()
            #expect(connection.far.records.count == n)
        }
        connection.loop.step()
        #expect(connection.near.drains == 1)
    }

    @Test("A link that is congested again before drained hears it once, when it may send again")
    func congestedAgain() throws {
        var limits = LinkLimits()
        limits.outboundBytesMax = 100
        let connection = try Connection(near: limits)
        defer { connection.end() }
        let near = connection.near
        var flows: [Flow?] = []
        connection.far.whenReceived = { if flows.count < 3 { flows.append(near.send(200)) } }
        near.send(200)
        while near.drains == 0, connection.loop.step() {}
        #expect(flows == [.congested, .congested, .congested])
        #expect(connection.far.records.count == 4)
        #expect(near.drains == 1)
        connection.loop.runUntilIdle()
        #expect(near.drains == 1)
    }

    @Test("A turn reads to turnBytesMax, and one record however large", arguments: [(200, 2), (199, 1), (1, 1)])
    func budget(limit: Int, records: Int) throws {
        var limits = LinkLimits()
        limits.turnBytesMax = limit
        let connection = try Connection(far: limits)
        defer { connection.end() }
        for _ in 0..<4 { connection.near.send(68) }
        connection.loop.step()
        #expect(connection.far.records.count == records)
        connection.loop.runUntilIdle()
        #expect(connection.far.records.count == 4)
    }

    @Test("The patience ends to the nanosecond, counted from the last record that left")
    func patience() throws {
        var limits = LinkLimits()
        limits.outboundPatience = .seconds(10)
        let connection = try Connection(near: limits)
        defer { connection.end() }
        let (near, far, loop) = (connection.near, connection.far, connection.loop)
        far.whenReceived = { far.link?.pause() }
        near.send(1)
        near.send(1)
        loop.run(for: .seconds(4))
        #expect(far.records.count == 1, "the second waits since second 0")
        far.link?.resume()
        loop.run(for: .seconds(1))
        #expect(far.records.count == 2)
        near.send(1)
        loop.run(for: .seconds(4))
        far.link?.resume()
        far.link?.pause()  // Reads nothing: does not count.
        loop.run(for: .nanoseconds(5_999_999_999))
        #expect(near.closes == [])
        loop.run(for: .nanoseconds(1))
        #expect(near.closes == [.slowConsumer])
    }
}
