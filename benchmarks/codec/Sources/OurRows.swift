import BenchMessages
import JSONCodec
import LifelineCore

/// The rows of our own codecs. They come first in every round and in every table.
///
/// JSON is measured on the payload alone, as every peer's is; an energy frame always has its header.
func ourRows(_ corpus: Corpus) -> [Row] {
    let bench = OurBench(corpus)
    return [
        Row(
            name: "Lifeline", group: .jsonEncode, messages: bench.count, bytes: bench.jsonBytesMean,
            pass: bench.encodeJSON),
        Row(
            name: "Lifeline", group: .jsonDecode, messages: bench.count, bytes: corpus.lineBytesMean,
            pass: bench.decodeJSON),
    ]
}

/// The corpus as our own values and records, where a pass can reach them without retaining anything.
final class OurBench {
    let count: Int
    private let vocabulary = Vocabulary(Catalogue(messages: [BenchUpdate.self], channels: [System.self]))
    /// Pointers, because handing a codec an array element retains and releases what the message holds.
    private let values: UnsafeMutablePointer<BenchUpdate>
    private let lines: [UnsafeRawBufferPointer]
    private var scratch = BenchUpdate()
    private var sink = ByteSink(capacity: 1 << 16)
    let jsonBytesMean: Double

    init(_ corpus: Corpus) {
        count = corpus.messages.count
        values = .allocate(capacity: count)
        for (index, message) in corpus.messages.enumerated() {
            (values + index).initialize(to: BenchUpdate(message))
        }
        lines = corpus.lines.map { line in
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: line.count, alignment: 16)
            copy.copyBytes(from: line)
            return UnsafeRawBufferPointer(copy)
        }
        var total = 0
        for index in 0..<count {
            sink.clear()
            OurBench.encodeJSON(values + index, vocabulary, &sink)
            total += sink.count
            for text in [sink.bytes, lines[index]] {
                OurBench.decodeJSON(text, vocabulary, &scratch)
                precondition(scratch == values[index], "our JSON changes a value")
            }
        }
        jsonBytesMean = Double(total) / Double(count)
    }

    func encodeJSON() {
        for index in 0..<count {
            sink.clear()
            OurBench.encodeJSON(values + index, vocabulary, &sink)
        }
    }

    func decodeJSON() {
        for line in lines { OurBench.decodeJSON(line, vocabulary, &scratch) }
    }

    @inline(never)
    private static func encodeJSON(
        _ value: UnsafeMutablePointer<BenchUpdate>, _ vocabulary: Vocabulary, _ sink: inout ByteSink
    ) {
        do throws(CodecError) {
            try JSONCodec.encodePayload(value.pointee, vocabulary, into: &sink)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    @inline(never)
    private static func decodeJSON(
        _ line: UnsafeRawBufferPointer, _ vocabulary: Vocabulary, _ value: inout BenchUpdate
    ) {
        do throws(CodecError) {
            try JSONCodec.decodePayload(line, vocabulary, into: &value)
        } catch {
            preconditionFailure("\(error)")
        }
    }
}

extension BenchUpdate {
    init(_ message: Message) {
        self.init()
        modelId = Name(message.modelId) ?? Name()
        frame = message.frame
        ts = message.ts
        energy = message.energy
        rate = message.rate
        total = message.total
        fps = message.fps
        tokens = UInt64(message.tokens)
        state =
            switch message.state {
            case .idle: .idle
            case .prefill: .prefill
            case .decode: .decode
            case .done: .done
            }
        particles = message.particles.map { particle in
            var copy = Particle()
            (copy.x, copy.y, copy.z) = (particle.x, particle.y, particle.z)
            return copy
        }
    }
}
