import Glibc
import Lifeline
import LifelineCore
import LifelineUV
import Roster
import Testing

@Suite("What several loops have to say", .timeLimit(.minutes(1)))
struct SharedWalkTests {
    @Test("is walked by one of them at a time, since showing a computed field stores it")
    func alone() async throws {
        let server = Server(.stock.speaking(Gauge.self).with(Gauges.self), loops: 2)
        // The listener makes the folder, for our own user alone.
        let folder = "/tmp/lifeline-test-\(UInt64.random(in: 0 ... .max))"
        defer { rmdir(folder) }
        let address = try await server.listen("unix:\(folder)/engine.sock")[0].description
        let last: UInt32 = 200
        let deltas = try await withThrowingTaskGroup(of: Int.self) { clients in
            for _ in 0..<4 {
                let client = try await Client.connect(address, .stock.speaking(Reading.self).with(Gauges.self))
                var readings = client.channel(Gauges.self).messages(Reading.self).makeAsyncIterator()
                _ = await client.state
                clients.addTask {
                    var deltas = 0
                    while let reading = await readings.nextReceived() {
                        deltas += reading.envelope.flags.contains(.delta) ? 1 : 0
                        if reading.number == last { break }
                    }
                    await client.close()
                    return deltas
                }
            }
            for number in 1...last {
                server.channel(Gauges.self).publish(Gauge(number: number))
                try await Task.sleep(for: .milliseconds(3))
            }
            return try await clients.reduce(into: []) { $0.append($1) }
        }
        await server.shutdown()
        #expect(deltas.allSatisfy { $0 > 0 }, "deltas: \(deltas)")
        #expect(Gauge.visits.withLock { $0.meetings } == 0)
    }
}

private enum Gauges: Channel {
    static var name: ChannelName { "gauges" }
    static var handle: ChannelHandle { ChannelHandle(rawValue: 200) }
    static var delivery: Delivery { .state }
}

/// Notices if two walk the same one at once.
private struct Gauge: Abstract {
    static let kind = Kind(0x4F0, "gauge")
    /// Which are being walked, and how often somebody came who was not alone.
    static let visits = Locked((inside: Set<UInt32>(), meetings: 0))

    var number: UInt32 = 0
    var unit: UInt32 = 1
    private var tenths: Int32 = 0

    init() {}
    init(number: UInt32) {
        self.number = number
        tenths = Int32(number)
    }

    /// Read and stored again by each walk; in between there is time to meet.
    var level: Float {
        get {
            Gauge.visits.withLock { visits in
                if !visits.inside.insert(number).inserted { visits.meetings += 1 }
            }
            usleep(200)
            return Float(tenths) / 10
        }
        set {
            tenths = Int32((newValue * 10).rounded())
            Gauge.visits.withLock { _ = $0.inside.remove(number) }
        }
    }

    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Gauge, _ v: inout V) {
        v.field("number", &m.number)
        v.field("unit", &m.unit)
        v.field("level", &m.level)
    }
}

/// The same on the wire, for those who read it.
private struct Reading: Abstract {
    static let kind = Gauge.kind
    var number: UInt32 = 0
    var unit: UInt32 = 0
    var level: Float = 0

    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Reading, _ v: inout V) {
        v.field("number", &m.number)
        v.field("unit", &m.unit)
        v.field("level", &m.level)
    }
}
