import BenchMessages
import EnergyCodec
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
        Row(
            name: "Lifeline", group: .binaryEncode, messages: bench.count, bytes: bench.frameBytesMean,
            pass: bench.encodeFrames),
        Row(
            name: "Lifeline, new strings", group: .binaryDecode, messages: bench.count, bytes: bench.frameBytesMean,
            pass: bench.decodeFramesIntoOne),
        Row(
            name: "Lifeline", group: .binaryDecode, messages: bench.count, bytes: bench.frameBytesMean,
            pass: bench.decodeFrames),
    ]
}

/// The corpus as our own values and records, where a pass can reach them without retaining anything.
final class OurBench {
    let count: Int
    private let vocabulary = Vocabulary(Catalogue(messages: [BenchUpdate.self], channels: [System.self]))
    /// Pointers, because handing a codec an array element retains and releases what the message holds.
    private let values: UnsafeMutablePointer<BenchUpdate>
    private let lines: [UnsafeRawBufferPointer]
    private let envelope = Envelope(
        System.self, BenchUpdate.self, at: Timestamp(microseconds: 1_763_200_000_000_000))
    private var scratch = BenchUpdate()
    private var sink = ByteSink(capacity: 1 << 16)
    private let frames: [UnsafeRawBufferPointer]
    let jsonBytesMean: Double
    let frameBytesMean: Double

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

        var frames: [UnsafeRawBufferPointer] = []
        for index in 0..<count {
            sink.clear()
            OurBench.encodeFrame(values + index, envelope, vocabulary, &sink)
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: sink.count, alignment: 16)
            copy.copyMemory(from: sink.bytes)
            frames.append(UnsafeRawBufferPointer(copy))
            OurBench.decodeFrame(frames[index], vocabulary, &scratch)
            precondition(scratch == values[index], "our frame changes a value")
        }
        self.frames = frames
        frameBytesMean = Double(frames.reduce(0) { $0 + $1.count }) / Double(count)
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

    func encodeFrames() {
        for index in 0..<count {
            sink.clear()
            OurBench.encodeFrame(values + index, envelope, vocabulary, &sink)
        }
    }

    /// Each message into its own value again: the fields are read, the strings are compared and kept.
    func decodeFrames() {
        for (index, frame) in frames.enumerated() { OurBench.decodeFrame(frame, vocabulary, &values[index]) }
    }

    /// Every message into the same value, so that its string changes each time.
    func decodeFramesIntoOne() {
        for frame in frames { OurBench.decodeFrame(frame, vocabulary, &scratch) }
    }

    @inline(never)
    private static func encodeFrame(
        _ value: UnsafeMutablePointer<BenchUpdate>, _ envelope: Envelope, _ vocabulary: Vocabulary,
        _ sink: inout ByteSink
    ) {
        do throws(CodecError) {
            try EnergyCodec.encode(value.pointee, envelope, vocabulary, into: &sink)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    @inline(never)
    private static func decodeFrame(
        _ frame: UnsafeRawBufferPointer, _ vocabulary: Vocabulary, _ value: inout BenchUpdate
    ) {
        var reader = EnergyCodec.Reader(frame, vocabulary, CodecLimits())
        var envelope = Envelope()
        do throws(CodecError) {
            guard try reader.next(&envelope) else { preconditionFailure("no message in the frame") }
            try reader.payload(&value, &envelope)
        } catch {
            preconditionFailure("\(error)")
        }
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
