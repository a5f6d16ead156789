import ChanceTestKit
import EnergyCodec
import LifelineCore
import Testing

@Suite("Whatever comes, nothing traps")
struct MutationTests {
    /// Refused, or a value that is the same after another trip.
    func isSettled<M: Message>(_ bytes: [UInt8], _ reused: inout M, _ fresh: M.Type) -> Bool {
        let envelope: Envelope
        do { envelope = try decode(bytes, into: &reused) } catch {
            return !(error is Nothing) || bytes[2] | bytes[3] == 0
        }
        do {
            var again = M()
            let bytes = try encoded(reused, envelope)
            let back = try decode(bytes, into: &again)
            if envelope.flags.contains(.delta) { return true }
            return try back.seq == envelope.seq && encoded(again, envelope) == bytes
        } catch { return false }
    }

    /// All 255 others; in a debug build, which is slow, a few.
    func others(_ byte: UInt8) -> [UInt8] {
        #if DEBUG
        return [byte ^ 1, byte ^ 0x80, 0, 0xFF, byte &+ 8]
        #else
        return (1...255).map { byte ^ $0 }
        #endif
    }

    @Test("Every frame with any one byte changed, or cut anywhere", arguments: Seed.fixed + [.fresh])
    func mutations(seed: Seed) throws {
        for type in allTypes {
            func open<M: Message>(_ type: M.Type) throws {
                var scatter = Scatter(seed.chance)
                scatter.items = [Lag.self, Subscribe.self, Reply.self]
                let message = scatter.message(M.self)
                let corpus = try encoded(message, scatter.envelope(M.self))
                var reused = M()
                for i in corpus.indices {
                    var bytes = corpus
                    for byte in others(corpus[i]) {
                        bytes[i] = byte
                        if isSettled(bytes, &reused, M.self) { continue }
                        Issue.record("\(M.kind), byte \(i) is \(byte), \(seed)")
                    }
                    if fault({ try decode(Array(corpus[..<i]), into: &reused) }) == nil {
                        Issue.record("\(M.kind) is whole at \(i), \(seed)")
                    }
                    var cut = Array(corpus[..<i])
                    if i >= 8 { cut = cut.with(UInt32(i), at: 4) }
                    if !isSettled(cut, &reused, M.self) { Issue.record("\(M.kind), cut at \(i), \(seed)") }
                }
            }
            try open(type)
        }
    }

    @Test("Bytes from nowhere behind a good header", arguments: Seed.fixed + [.fresh])
    func noise(seed: Seed) throws {
        var chance = seed.chance
        for type in allTypes {
            func open<M: Message>(_ type: M.Type) throws {
                var reused = M()
                let frame = try encoded(M())
                for _ in 0..<300 {
                    var bytes = frame + (0..<chance.below(20) * 8).map { _ in UInt8(chance.below(4)) }
                    bytes = bytes.with(UInt32(bytes.count), at: 4).with(chance.next(), at: 40)
                    for _ in 0..<8 where bytes.count >= 56 {
                        let place = 48 + chance.below((bytes.count - 48) / 8) * 8
                        let offset = UInt64(chance.below(bytes.count / 4 + 2) * 4)
                        bytes = bytes.with(offset | UInt64(chance.below(5)) << 32, at: place)
                    }
                    if !isSettled(bytes, &reused, M.self) { Issue.record("\(M.kind), \(seed)") }
                }
            }
            try open(type)
        }
    }
}
