import ChanceTestKit
import EnergyCodec
import LifelineCore
import Testing

@Suite("What is written is read")
struct RoundTripTests {
    @Test("Every type comes back as it went, whatever is in it", arguments: Seed.fixed + [.fresh])
    func everyType(seed: Seed) throws {
        for type in allTypes {
            func open<M: Message>(_ type: M.Type) throws {
                var reused = M()
                for round in 0..<40 {
                    var scatter = Scatter(Seed(number: seed.number &+ UInt64(round)).chance)
                    scatter.items = allTypes.filter { $0.kind != StateSnapshot.kind && $0.kind != Everything.kind }
                    let message = scatter.message(M.self)
                    let envelope = scatter.envelope(M.self)
                    let bytes = try encoded(message, envelope)
                    #expect(try decode(bytes, into: &reused) == envelope, "\(seed)")
                    #expect(Portrait.of(reused) == Portrait.of(message), "\(seed), round \(round)")
                    #expect(try encoded(reused, envelope) == bytes, "equal messages are equal bytes, \(seed)")
                }
            }
            try open(type)
        }
    }

    @Test("A default message comes back, too, of every type whose default travels")
    func defaults() throws {
        for type in allTypes {
            func open<M: Message>(_ type: M.Type) throws {
                let back = try decoded(M.self, encoded(M()))
                #expect(Portrait.of(back) == Portrait.of(M()))
            }
            try open(type)
        }
    }

    @Test("A fault leaves the default message, never a part of one")
    func fault() throws {
        var subscribed = Subscribed()
        subscribed.epoch = 7
        let bytes = try encoded(subscribed).with(UInt64.max, at: 48 + 24)
        var message = Subscribed()
        message.epoch = 9
        #expect(throws: CodecError(.outOfRange, at: 72, field: "seq")) { try decode(bytes, into: &message) }
        #expect(Portrait.of(message) == Portrait.of(Subscribed()))
    }

    @Test("A delta touches only the fields it has, and may say that a list is empty now")
    func delta() throws {
        var held = Welcome()
        held.server = "lifeline"
        held.caps = ["a", "b"]
        held.refused = [Refusal()]
        var envelope = Envelope()
        envelope.flags = .delta
        var change = Welcome()
        change.window = 9
        // Presence: window and caps only.
        let bytes = try encoded(change, envelope).with(UInt64(1 << 6 | 1 << 8), at: 40)
        try decode(bytes, into: &held)
        #expect(held.window == 9 && held.server == "lifeline" && held.caps == [] && held.refused?.count == 1)
    }

    @Test("What the payload lacks is cleared")
    func cleared() throws {
        var held = Subscribe()
        held.since = Position()
        held.maxRate = 3
        try decode(encoded(Subscribe()), into: &held)
        #expect(held.since == nil && held.maxRate == nil)
    }
}
