public import LifelineCore

/// A demo engine's words with their envelopes, tick after tick: what a server that nobody resumes would send.
///
/// Its time starts at a fixed moment, so that the same seed gives the same bytes.
public struct DemoTape: Sendable {
    /// One message, ready to be encoded.
    public struct Line: Sendable {
        public let envelope: Envelope
        public let utterance: Utterance
    }

    /// Where its time starts, in microseconds: 2023-08-17, 19:20 UTC.
    public static let start = Timestamp(microseconds: 1_692_300_000_000_000)

    private var engine: DemoEngine
    private var said: [Utterance] = []
    private var seqs: [ChannelHandle: UInt64] = [:]
    private var references: UInt32 = 0

    public init(_ engine: DemoEngine) { self.engine = engine }

    /// The next tick's records. What the engine says about itself goes alone, the rest of a tick together: a token and
    /// its energy arrive at once.
    public mutating func next() -> [[Line]] {
        let elapsed = Int64(engine.ticks) * 1_000_000 / Int64(engine.hertz)
        let time = Timestamp(microseconds: DemoTape.start.microseconds + elapsed)
        said.removeAll(keepingCapacity: true)
        engine.tick(&said)
        let lines = said.map { stamped($0, at: time) }
        let control = lines.filter { $0.envelope.channel == .system }.map { [$0] }
        let data = lines.filter { $0.envelope.channel != .system }
        return data.isEmpty ? control : control + [data]
    }

    private mutating func stamped(_ utterance: Utterance, at time: Timestamp) -> Line {
        var envelope = utterance.envelope
        envelope.time = time
        if envelope.channel == .system {
            if case .heartbeat = utterance {
                references += 1
                envelope.reference = references
            }
        } else {
            seqs[envelope.channel, default: 0] += 1
            envelope.seq = seqs[envelope.channel, default: 0]
            envelope.frame = engine.ticks
        }
        return Line(envelope: envelope, utterance: utterance)
    }

    /// Appends one record: a message, or a batch if there are several.
    public static func encode<C: Codec>(
        _ lines: [Line], as codec: C.Type, _ vocabulary: Vocabulary, into sink: inout ByteSink
    ) throws(CodecError) {
        if lines.count == 1 {
            return try lines[0].utterance.encode(as: codec, lines[0].envelope, vocabulary, into: &sink)
        }
        var batch = C.beginBatch(&sink)
        for line in lines {
            C.nextInBatch(&batch, &sink)
            try line.utterance.encode(as: codec, line.envelope, vocabulary, into: &sink)
        }
        C.endBatch(batch, &sink)
    }
}
