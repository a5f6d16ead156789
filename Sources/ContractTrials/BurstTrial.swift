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

/// Writes tokens of one answer. Confined to the drum's loop.
final class StreamWriter: @unchecked Sendable {
    // Sendable: who has it touches it on its loop only.
    private(set) var text: [UInt8] = []
    private var tokens = 0
    private let experience: Publisher<Experience>
    private let stream = UInt32.random(in: 1...UInt32.max)

    init(_ experience: Publisher<Experience>) { self.experience = experience }

    func write(_ count: Int) {
        for _ in 0..<count {
            var piece = TokenStream()
            piece.stream = stream
            piece.at = UInt64(text.count)
            piece.count = 1
            piece.text.storage = "wört\(tokens) "
            text += Array(piece.text.storage.utf8)
            tokens += 1
            experience.publish(piece)
        }
    }
}

/// Puts an answer together. Confined to its loop.
final class StreamReader: @unchecked Sendable {
    // Sendable: who has it touches it on its loop only.
    private(set) var text: [UInt8] = []
    private(set) var messages = 0
    private var stream: UInt32?

    func listen(to line: Line) {
        line.hear(Experience.self, TokenStream.self) { [self] piece, _ in
            // Another answer begins a new text.
            if stream != piece.stream { (text, messages, stream) = ([], 0, piece.stream) }
            messages += 1
            // A piece stands where it says it stands.
            let at = Int(piece.at)
            guard at <= text.count else { return }
            text.replaceSubrange(at..., with: piece.text.storage.utf8)
        }
    }
}
