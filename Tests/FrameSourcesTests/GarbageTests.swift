@testable import FrameSources
import LifelineCore
import LifelineSimulation
import Testing

@Suite("Garbage")
struct GarbageTests {
    private static let answer = """
        HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7f\r\ndata: {"choices":[{"index":0,"delta":{"content":"Hi \\ud83c\\udf0a"},\
        "logprobs":{"content":[{"logprob":-0.5,"top_logprobs":[]}]}}]}\n\n\r\ne\r\ndata: [DONE]\n\n\r\n0\r\n\r\n
        """

    /// `bytes` with a few of them changed, doubled, taken away or cut off.
    private func spoilt(_ bytes: [UInt8], _ random: inout Randomness) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<random.range(1...6) where !bytes.isEmpty {
            let at = random.range(0...bytes.count - 1)
            switch random.range(0...4) {
            case 0: bytes[at] = random.range(0...255)
            case 1: bytes.insert(random.range(0...255), at: at)
            case 2: bytes.remove(at: at)
            case 3: bytes.insert(contentsOf: bytes[at...].prefix(40), at: random.range(0...bytes.count))
            default: if random.chance(0.3) { bytes.removeSubrange(at...) }
            }
        }
        return bytes
    }

    @Test("never traps a reader of answers, and each answer ends exactly once", arguments: Seed.fixed + [.fresh])
    func answers(seed: Seed) {
        var random = Randomness(seed)
        var wholes = 0
        for _ in 0..<3_000 {
            let bytes = spoilt(Array(GarbageTests.answer.utf8), &random)
            var reader = CompletionReader()
            var ends: [CompletionReader.End] = []
            func hear(_ event: CompletionReader.Event) { if case .ended(let end) = event { ends.append(end) } }
            var at = 0
            while at < bytes.count {
                let next = min(bytes.count, at + random.range(1...60))
                let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: next - at, alignment: 1)
                piece.copyBytes(from: bytes[at..<next])
                reader.read(UnsafeRawBufferPointer(piece), hear)
                piece.deallocate()
                at = next
            }
            reader.closed(hear)
            #expect(ends.count == 1, "seed \(seed)")
            if ends == [.whole] { wholes += 1 }
        }
        #expect(wholes > 0 && wholes < 3_000, "seed \(seed)")
    }

    @Test("never traps a reader of lines, and each line is a message or is counted", arguments: Seed.fixed + [.fresh])
    func lines(seed: Seed) {
        var random = Randomness(seed)
        let loop = SimLoop()
        let source = LinesSource(descriptor: nil)
        let theatre = Theatre(loop, [source])
        let good =
            #"{"channel":"experience","type":"token_stream","payload":{"stream":1,"model":0,"final":false,"at":0,"count":1,"text":"é"}}"#
        var lines: UInt64 = 0
        for _ in 0..<2_000 {
            let line = spoilt(Array(good.utf8), &random).filter { $0 != 0x0A && $0 != 0x0D }
            // White space alone is no line.
            if !line.contains(where: { $0 > 0x20 }) { continue }
            lines += 1
            (line + [0x0A]).withUnsafeBytes { source.received($0) }
        }
        let counts = theatre.stage.counts["stdin"] ?? [:]
        #expect(counts["lines"] == lines, "seed \(seed)")
        #expect((counts["messages"] ?? 0) + (counts["bad_lines"] ?? 0) == lines, "seed \(seed)")
        #expect((counts["messages"] ?? 0) > 0, "seed \(seed)")
    }
}
