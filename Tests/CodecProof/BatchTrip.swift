import CodecTestKit
import LifelineCore
package import LifelineSimulation

/// Carries batches of random messages of any types from one codec to the other and back: none, one, or many.
package struct BatchTrip {
    package let count: Int
    package let seed: Seed

    package init(_ count: Int, _ seed: Seed) {
        self.count = count
        self.seed = seed
    }

    package func run() throws {
        var pair = Pair()
        var filler = RandomFiller(Randomness(seed), items: pair.catalogue)
        for round in 0..<count {
            filler.random = Randomness(Seed(rawValue: filler.random.next()))
            do {
                try BatchTrip.carry(&filler, &pair)
            } catch {
                var mismatch = error as? Mismatch ?? Mismatch("\(error)")
                mismatch.again = "batch \(round) of seed \(seed)"
                throw mismatch
            }
        }
    }

    private static func carry(_ filler: inout RandomFiller, _ pair: inout Pair) throws {
        let items = (0..<filler.random.range(0...5)).map { _ in
            let type = filler.random.pick(filler.catalogue.messages)
            return Item(envelope: filler.envelope(of: type), payload: filler.message(any: type))
        }
        let text = try pair.json.write(batch: items)
        let frame = try pair.energy.write(batch: items)
        let fromText = pair.json.read(text, onto: StateSnapshot())
        let fromFrame = pair.energy.read(frame, onto: StateSnapshot())
        for reading in [fromText, fromFrame] {
            guard reading.faults.isEmpty, reading.mistake == nil, reading.items.count == items.count else {
                throw Mismatch("\(reading.items.count) of \(items.count), \(reading.faults)", text, frame)
            }
        }
        let frameAgain = try pair.energy.write(batch: fromText.items)
        guard frameAgain == frame else { throw Mismatch("json says another batch", text, frame, frameAgain) }
        let textAgain = try pair.json.write(batch: fromFrame.items)
        guard textAgain == text else { throw Mismatch("energy says another batch", frame, text, textAgain) }
        guard zip(items, fromText.items).allSatisfy({ FieldBytes.areSame($0, $1) }) else {
            throw Mismatch("equal bytes, other fields", text, frame)
        }
    }
}
