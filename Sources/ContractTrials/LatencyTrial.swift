internal import EnergyProfile
internal import Lifeline
public import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// From `publish` on an engine's thread to the handler on a client's: 60 messages a second over one way in one codec.
public struct LatencyTrial: Sendable {
    public let way: TrialServer.Way
    public let codec: CodecChoice
    public let published: Int
    public let received: Int
    /// Replaced by a newer one on their way, as `state` may be; counted on both ends.
    public let conflated: Int
    public let disordered: Int
    /// Beats that the engine itself was too late for.
    public let skipped: Int
    /// Beats a second, with those that were skipped.
    public let clockHertz: Double
    public let latency: Percentiles
    public let samples: [Meter.Sample]
    /// What server, engine and client used together of the processor, for each message; and the server's part.
    public let processorPerMessage: Duration
    public let serverPerMessage: Duration

    public static let hertz = 60
    /// Neither heard nor accounted for.
    public var lost: Int { published - received - conflated }
    /// Frames that showed nothing new.
    public var dropped: Int { lost + conflated + skipped }

    public static func run(
        _ way: TrialServer.Way, _ codec: CodecChoice, seconds: Int, at server: TrialServer
    ) async throws(TransportError) -> LatencyTrial {
        let loop = EventLoop(name: "ear")
        let meter = Meter(keepsSamples: true)
        var options = ClientSession.Options()
        options.token = server.server.token
        options.codec = codec
        let ear = try Ear(to: server.address(way), on: loop, server.equipment, options, meter, witness: server.witness)
        if let trouble = await Crowd.open([ear], on: loop) {
            await loop.shutdown()
            throw TransportError(.refused, "connect", server.address(way).description, trouble)
        }
        let drum = Drum()
        let (processor, serverProcessor) = (Clocks.processor, await server.processor())
        let score = await drum.play(seconds * hertz, hertz: hertz, on: server.server.channel(Energy.self))
        await Crowd.settle(loop) { ear.last >= score.beats }
        let used = Clocks.processor - processor
        let usedByServer = await server.processor() - serverProcessor
        let trial = await loop.perform {
            LatencyTrial(
                way: way, codec: codec, published: score.beats, received: ear.beats, conflated: ear.conflated,
                disordered: ear.disordered,
                skipped: score.skipped, clockHertz: score.hertz, latency: meter.latency, samples: meter.samples,
                processorPerMessage: used / score.beats, serverPerMessage: usedByServer / score.beats)
        }
        await drum.close()
        await loop.perform { ear.line.close() }
        await loop.shutdown()
        return trial
    }
}
