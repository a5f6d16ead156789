import CodecProof
import LifelineCore
import LifelineSimulation
import Testing

/// `scripts/check-codecs` does the same a hundred times as often, in a release build.
@Suite("What one codec says, the other says, too")
struct EqualityTests {
    @Test("Every type of the catalogues is tried")
    func everyType() throws {
        struct Names: TypeVisitor {
            var names: [String] = []
            mutating func visit<M: Message>(_ type: M.Type) { names.append("\(M.kind.name)") }
        }
        var seen = Names()
        try EveryType.visit(&seen)
        #expect(Set(seen.names) == Set(EveryType.catalogue.messages.map { "\($0.kind.name)" }))
        #expect(seen.names.count == Set(seen.names).count)
    }

    @Test("Values of every type keep their bytes, from JSON to energy and back, and the other way", arguments: seeds)
    func values(seed: Seed) throws {
        var trip = ValueTrip(Effort.values, seed)
        trip.dumpEvery = 8
        try EveryType.visit(&trip)
    }

    @Test("Batches keep their bytes, empty and full", arguments: seeds)
    func batches(seed: Seed) throws { try BatchTrip(Effort.values / 2, seed).run() }

    @Test("A delta changes the fields it has, and no other", arguments: seeds)
    func deltas(seed: Seed) throws {
        var trip = DeltaTrip(Effort.values / 20, seed)
        try EveryType.visit(&trip)
    }

    @Test("Any order of keys, white space, escapes and keys nobody knows mean the same", arguments: seeds)
    func spellings(seed: Seed) throws {
        var trip = SpellingTrip(Effort.values / 10, seed)
        try EveryType.visit(&trip)
    }

    @Test("A damaged record is refused, or says the same in both codecs", arguments: seeds)
    func mutations(seed: Seed) throws {
        var trip = MutationTrip(Effort.values / 5, seed)
        try EveryType.visit(&trip)
    }

    @Test("Doubles and floats keep their bits", arguments: seeds)
    func doubles(seed: Seed) throws { try DoubleTrip(50_000, seed).run() }
}

private let seeds: [Seed] = [1, 0x5EED, .fresh]
