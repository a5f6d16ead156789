import DemoEngine
import EnergyProfile
import LifelineCore
import Testing

@Suite("The demo engine")
struct DemoEngineTests {
    private func play(seed: UInt64, seconds: Int, hertz: Int = 60) -> [Utterance] {
        var engine = DemoEngine(seed: seed, hertz: hertz)
        var said: [Utterance] = []
        for _ in 0..<(seconds * hertz) { engine.tick(&said) }
        return said
    }

    @Test("says the same for the same seed, and something else for another")
    func seeds() {
        let words = { (seed: UInt64) in
            self.play(seed: seed, seconds: 5).compactMap { if case .tokens(let piece) = $0 { piece } else { nil } }
        }
        #expect(words(7) == words(7))
        #expect(words(7) != words(8))
    }

    @Test("puts answers together by their offsets, each with one end", arguments: [1, 20, 60, 1000])
    func answers(hertz: Int) {
        var lengths: [UInt32: UInt64] = [:]
        var ended: Set<UInt32> = []
        for case .tokens(let piece) in play(seed: 3, seconds: 30, hertz: hertz) {
            #expect(!ended.contains(piece.stream))
            #expect(piece.at == lengths[piece.stream, default: 0])
            #expect(piece.count > 0)
            lengths[piece.stream] = piece.at + UInt64(piece.text.storage.utf8.count)
            if piece.final { ended.insert(piece.stream) }
        }
        #expect(ended.count > 5)
    }

    @Test("spends energy as it speaks, within the bounds of the fields")
    func energy() {
        var totals: [UInt16: Double] = [:]
        for case .energy(let update) in play(seed: 4, seconds: 60) {
            totals[update.model, default: 0] += update.energy
            #expect(abs(update.total - (totals[update.model] ?? 0)) < 1e-9)
            #expect((0...1).contains(update.level) && (0...1).contains(update.entropy) && update.rate >= 0)
        }
        #expect(totals.count == 3)
    }

    @Test("has all nine types to show within a minute", arguments: 1...20 as ClosedRange<UInt64>)
    func variety(seed: UInt64) {
        var kinds: Set<UInt16> = []
        for utterance in play(seed: seed, seconds: 60) { kinds.insert(utterance.envelope.kind) }
        #expect(kinds.count == 9, "seed \(seed)")
    }

    @Test("answers a prompt on the stream it named, and each prompt in other words")
    func prompts() {
        func answer(_ prompt: Text, seed: UInt64) -> String? {
            var engine = DemoEngine(seed: seed)
            guard let stream = engine.ask(prompt) else { return nil }
            var said: [Utterance] = []
            for _ in 0..<3_600 { engine.tick(&said) }
            var text = ""
            for case .tokens(let piece) in said where piece.stream == stream { text += piece.text.storage }
            return text
        }
        #expect(answer("Why?", seed: 1) == answer("Why?", seed: 1))
        #expect(answer("Why?", seed: 1)?.isEmpty == false)
        #expect(answer("Why?", seed: 1) != answer("How?", seed: 1))
        #expect(answer("Why?", seed: 1) != answer("Why?", seed: 2))
    }

    @Test("takes one waiting prompt per model, and no more")
    func crowd() {
        var engine = DemoEngine(seed: 1)
        let streams = (0..<5).map { _ in engine.ask("Again?") }
        #expect(streams == [1, 2, 3, nil, nil])
        var said: [Utterance] = []
        engine.tick(&said)
        #expect(engine.ask("And now?", model: 1) == 4)
    }

    @Test("draws fields of as many cells as they say, between their bounds")
    func fields() {
        var count = 0
        for case .field(let field) in play(seed: 6, seconds: 10) {
            count += 1
            #expect(field.cells.count == Int(field.width) * Int(field.height))
            #expect(field.cells.allSatisfy { $0 >= field.min && $0 <= field.max })
        }
        #expect(count == 40)
    }

    @Test("numbers what it publishes from 1, without a gap, on each channel; says what is its own without number")
    func sequence() {
        var tape = DemoTape(DemoEngine(seed: 5))
        var heads: [ChannelHandle: UInt64] = [:]
        for tick in 1...600 as ClosedRange<UInt32> {
            for record in tape.next() {
                for line in record where line.envelope.channel != .system {
                    heads[line.envelope.channel, default: 0] += 1
                    #expect(line.envelope.seq == heads[line.envelope.channel])
                    #expect(line.envelope.frame == tick)
                }
                if record.contains(where: { $0.envelope.channel == .system }) {
                    #expect(record.count == 1)
                    #expect(record[0].envelope.seq == 0)
                }
            }
        }
        #expect(heads.count == 4)
    }
}
