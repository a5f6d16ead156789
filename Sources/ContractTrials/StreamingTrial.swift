internal import EnergyProfile
internal import Lifeline
public import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// What streaming costs the loop it happens on: the processor's time of a tick when clients listen, and when nobody does.
///
/// Time of the processor, not of the wall: what else the machine does meanwhile is not streaming's cost.
public struct StreamingTrial: Sendable {
    public let clients: Int
    public let codec: CodecChoice
    /// Of one tick, with nobody there and with all of them.
    public let quiet: Duration
    public let streaming: Duration
    /// Beats that each client heard, of so many.
    public let heard: Int
    public let beats: Int

    public var cost: Duration { max(streaming - quiet, .zero) }

    public static func run(
        clients: Int, _ codec: CodecChoice, seconds: Int, at server: TrialServer
    ) async throws(TransportError) -> StreamingTrial {
        let beats = seconds * LatencyTrial.hertz
        let drum = Drum()
        let quiet = await play(beats, drum, server)
        let loop = EventLoop(name: "ears")
        var options = ClientSession.Options()
        options.token = server.server.token
        options.codec = codec
        var ears: [Ear] = []
        for _ in 0..<clients {
            ears.append(
                try Ear(to: server.webSocket, on: loop, server.equipment, options, Meter(keepsSamples: false)))
        }
        let all = ears
        if let trouble = await Crowd.open(all, on: loop) {
            await loop.shutdown()
            throw TransportError(.refused, "connect", server.webSocket.description, trouble)
        }
        let streaming = await play(beats, drum, server)
        await Crowd.settle(loop) { all.allSatisfy { $0.beats + $0.conflated >= beats } }
        let heard = await loop.perform {
            let heard = all.map { $0.beats + $0.conflated }.min() ?? 0
            for ear in all { ear.line.close() }
            return heard
        }
        await drum.close()
        await loop.shutdown()
        return StreamingTrial(
            clients: clients, codec: codec, quiet: quiet, streaming: streaming, heard: heard, beats: beats)
    }

    /// What a tick takes of the server's thread: energy and three tokens, as an engine that talks would have them.
    private static func play(_ beats: Int, _ drum: Drum, _ server: TrialServer) async -> Duration {
        let writer = StreamWriter(server.server.channel(Experience.self))
        let before = await server.processor()
        _ = await drum.play(beats, hertz: LatencyTrial.hertz, on: server.server.channel(Energy.self)) { _ in
            writer.write(3)
        }
        return await (server.processor() - before) / beats
    }
}
