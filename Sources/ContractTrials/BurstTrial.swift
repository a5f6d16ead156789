internal import EnergyProfile
internal import Lifeline
public import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// 200 tokens in one second beside 60 energy updates: no text is lost, and the beat goes on.
public struct BurstTrial: Sendable {
    public static let tokens = 200
    public let textBytes: Int
    public let isTextWhole: Bool
    public let messages: Int
    public let beats: Int
    public let beatsLost: Int
    public let beatsConflated: Int
    public let skipped: Int
    public let latency: Percentiles

    public static func run(
        _ way: TrialServer.Way, _ codec: CodecChoice, at server: TrialServer
    ) async throws(TransportError) -> BurstTrial {
        let loop = EventLoop(name: "ear")
        let meter = Meter(keepsSamples: false)
        var options = ClientSession.Options()
        options.token = server.server.token
        options.codec = codec
        let ear = try Ear(to: server.address(way), on: loop, server.equipment, options, meter, witness: server.witness)
        let reader = StreamReader()
        await loop.perform { reader.listen(to: ear.line) }
        if let trouble = await Crowd.open([ear], on: loop) {
            await loop.shutdown()
            throw TransportError(.refused, "connect", server.address(way).description, trouble)
        }
        let (drum, writer) = (Drum(), StreamWriter(server.server.channel(Experience.self)))
        let score = await drum.play(
            LatencyTrial.hertz, hertz: LatencyTrial.hertz, on: server.server.channel(Energy.self)
        ) {
            // 200 in 60 beats: now three, now four.
            writer.write(tokens * ($0 + 1) / LatencyTrial.hertz - tokens * $0 / LatencyTrial.hertz)
        }
        let said = await drum.afterwards { writer.text }
        await Crowd.settle(loop) { ear.last >= score.beats && reader.text.count >= said.count }
        let trial = await loop.perform {
            BurstTrial(
                textBytes: said.count, isTextWhole: reader.text == said, messages: reader.messages, beats: score.beats,
                beatsLost: score.beats - ear.beats - ear.conflated,
                beatsConflated: ear.conflated, skipped: score.skipped, latency: meter.latency)
        }
        await drum.close()
        await loop.perform { ear.line.close() }
        await loop.shutdown()
        return trial
    }
}
