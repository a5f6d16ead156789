import CodecTestKit

package import LifelineCore
package import LifelineSimulation

/// Damages random records and wants each refused cleanly, or read as a value that the other codec says, too.
package struct MutationTrip: TypeVisitor {
    package let count: Int
    package let seed: Seed
    package var done: (Kind, Tally) -> Void = { _, _ in }

    /// What became of the damaged records.
    package struct Tally: Sendable {
        package var refused = 0
        package var accepted = 0
    }

    package init(_ count: Int, _ seed: Seed) {
        self.count = count
        self.seed = seed
    }

    package mutating func visit<M: Message>(_ type: M.Type) throws {
        var pair = Pair()
        var random = Randomness(Seed(rawValue: seed.rawValue ^ UInt64(M.kind.code) << 32))
        var tally = Tally()
        for round in 0..<max(count / MutationTrip.each, 1) {
            do {
                try MutationTrip.round(M.self, random.split(), &pair, &tally)
            } catch {
                throw ValueTrip.named(error, M.kind, round, seed)
            }
        }
        done(M.kind, tally)
    }

    /// Mutations of one record, half of them of its JSON.
    private static var each: Int { 16 }

    private static func round<M: Message>(
        _ type: M.Type, _ random: Randomness, _ pair: inout Pair, _ tally: inout Tally
    ) throws {
        var filler = RandomFiller(random, items: pair.catalogue)
        let used = filler.message(M.self)
        let one = items(type, &filler)
        let other = items(type, &filler)
        let (text, frame) = (try record(&pair.json, one), try record(&pair.energy, one))
        let (text2, frame2) = (try record(&pair.json, other), try record(&pair.energy, other))
        var texts = Mutation(filler.random.split(), framed: false)
        var frames = Mutation(filler.random.split(), framed: true)
        for _ in 0..<each / 2 {
            let bytes = texts.mutate(text, text2)
            let reading = try judge(bytes, M(), &pair.json, &pair.energy, used)
            try judge(json: bytes, reading, M(), pair.json)
            tally.count(reading)
            tally.count(try judge(frames.mutate(frame, frame2), M(), &pair.energy, &pair.json, used))
        }
    }

    /// One message of the type, or with it a few of any.
    private static func items<M: Message>(_ type: M.Type, _ filler: inout RandomFiller) -> [Item] {
        var items = [Item(envelope: filler.envelope(of: type), payload: filler.message(M.self))]
        guard filler.random.chance(0.2) else { return items }
        for _ in 0..<filler.random.range(0...3) {
            let type = filler.random.pick(filler.catalogue.messages)
            items.append(Item(envelope: filler.envelope(of: type), payload: filler.message(any: type)))
        }
        return items
    }

    private static func record<C: Codec>(_ wire: inout Wire<C>, _ items: [Item]) throws -> [UInt8] {
        items.count == 1 ? try wire.write(items[0]) : try wire.write(batch: items)
    }
}

extension MutationTrip.Tally {
    mutating func count(_ reading: Reading) {
        if reading.faults.isEmpty { accepted += 1 } else { refused += 1 }
    }
}
