internal import EnergyProfile
internal import Lifeline
public import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// Many clients at 60 Hz, and some beside them that never read.
public struct CrowdTrial: Sendable {
    public let clients: Int
    public let neverReading: Int
    public let published: Int
    public let received: Int
    /// Replaced by a newer one on their way, as `state` may be; counted on both ends.
    public let conflated: Int
    public let disordered: Int
    public let skipped: Int
    public let latency: Percentiles
    /// What the process grew by while it ran, in bytes.
    public let grown: Int
    public let processorPerMessage: Duration
    public let serverPerMessage: Duration

    /// Neither heard nor accounted for.
    public var lost: Int { published * clients - received - conflated }

    public static func run(
        clients: Int, neverReading: Int, seconds: Int, _ codec: CodecChoice, loops: Int = 1, at server: TrialServer
    ) async throws -> CrowdTrial {
        var options = ClientSession.Options()
        options.token = server.server.token
        options.codec = codec
        options.channels = [Energy.name]
        let mutes = try (0..<neverReading).map { _ in try Mute(server.webSocket, server.server.token) }
        let nodding = Task {
            while !Task.isCancelled {
                for mute in mutes { mute.nod() }
                try? await Task.sleep(for: .milliseconds(500))
            }
        }
        defer { nodding.cancel() }
        let stands = try (0..<loops).map { index in
            try Stand(clients / loops + (index < clients % loops ? 1 : 0), server, options)
        }
        for stand in stands {
            if let trouble = await Crowd.open(stand.ears, on: stand.loop) {
                throw TransportError(.refused, "connect", server.webSocket.description, trouble)
            }
        }
        let resident = Holdings.residentBytes
        let drum = Drum()
        let (processor, serverProcessor) = (Clocks.processor, await server.processor())
        let score = await drum.play(
            seconds * LatencyTrial.hertz, hertz: LatencyTrial.hertz, on: server.server.channel(Energy.self))
        for stand in stands {
            await Crowd.settle(stand.loop) { stand.ears.allSatisfy { $0.last >= score.beats } }
        }
        let used = Clocks.processor - processor
        let usedByServer = await server.processor() - serverProcessor
        var latency = Percentiles()
        var (received, conflated, disordered) = (0, 0, 0)
        for stand in stands {
            let (heard, replaced, wrong, late) = await stand.loop.perform { stand.sum }
            received += heard
            conflated += replaced
            disordered += wrong
            latency += late
        }
        let grown = Holdings.residentBytes - resident
        await drum.close()
        for stand in stands { await stand.close() }
        let messages = max(received, 1)
        return CrowdTrial(
            clients: clients, neverReading: neverReading, published: score.beats, received: received,
            conflated: conflated,
            disordered: disordered, skipped: score.skipped, latency: latency, grown: grown,
            processorPerMessage: used / messages, serverPerMessage: usedByServer / messages)
    }
}

/// A loop, its ears, and what they heard.
private final class Stand: @unchecked Sendable {
    // Sendable: `ears` never changes, and their state is touched on the loop only.
    let loop = EventLoop(name: "ears")
    let meter = Meter(keepsSamples: false)
    let ears: [Ear]

    init(_ count: Int, _ server: TrialServer, _ options: ClientSession.Options) throws {
        let (loop, meter) = (loop, meter)
        ears = try (0..<count).map { index in
            try Ear(
                to: server.webSocket, on: loop, server.equipment, options, meter,
                witness: index == 0 ? server.witness : nil)
        }
    }

    /// On the loop.
    var sum: (heard: Int, conflated: Int, disordered: Int, Percentiles) {
        ears.reduce(into: (0, 0, 0, meter.latency)) { sum, ear in
            sum.0 += ear.beats
            sum.1 += ear.conflated
            sum.2 += ear.disordered
        }
    }

    func close() async {
        await loop.perform { [self] in
            for ear in ears { ear.line.close() }
        }
        await loop.shutdown()
    }
}
