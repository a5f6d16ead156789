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

    @Test("has everything to show within two minutes", arguments: 1...5 as ClosedRange<UInt64>)
    func variety(seed: UInt64) {
        var kinds: Set<UInt16> = []
        for utterance in play(seed: seed, seconds: 120) { kinds.insert(utterance.envelope.kind) }
        #expect(kinds.count == 7, "seed \(seed)")
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
