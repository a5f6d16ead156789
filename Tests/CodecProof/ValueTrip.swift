import CodecTestKit
package import EnergyCodec
package import JSONCodec
package import LifelineCore
package import LifelineSimulation

/// Carries random values from one codec to the other and back, each way, and wants the same bytes.
package struct ValueTrip: TypeVisitor {
    package let count: Int
    package let seed: Seed
    /// Every so many values, the fields themselves are compared, too.
    package var dumpEvery = 64
    /// Told of each type and what it took.
    package var done: (Kind, Int) -> Void = { _, _ in }

    package init(_ count: Int, _ seed: Seed) {
        self.count = count
        self.seed = seed
    }

    package mutating func visit<M: Message>(_ type: M.Type) throws {
        var pair = Pair()
        var random = Randomness(Seed(rawValue: seed.rawValue &+ UInt64(M.kind.code)))
        // Of the value before: whatever stays in it shows.
        var json = M()
        var energy = M()
        for round in 0..<count {
            let one = Seed(rawValue: random.next())
            do {
                try ValueTrip.carry(one, &pair, &json, &energy, dump: round % dumpEvery == 0)
            } catch {
                throw ValueTrip.named(error, M.kind, round, seed)
            }
        }
        done(M.kind, count)
    }

    /// json → value → energy → value → json and energy → value → json → value → energy are these four steps, as the
    /// bytes of the first two are wanted of the last two.
    @inline(__always)
    static func carry<M: Message>(
        _ seed: Seed, _ pair: inout Pair, _ json: inout M, _ energy: inout M, dump: Bool
    ) throws {
        var filler = RandomFiller(Randomness(seed), items: pair.catalogue)
        let value = filler.message(M.self)
        let envelope = filler.envelope(of: M.self)
        // A delta leaves alone what it lacks.
        if envelope.flags.contains(.delta) { (json, energy) = (M(), M()) }
        let text = try pair.json.write(value, envelope)
        let frame = try pair.energy.write(value, envelope)
        let fromText = try pair.json.read(text, into: &json)
        let fromFrame = try pair.energy.read(frame, into: &energy)
        guard fromText == envelope, fromFrame == envelope else { throw Mismatch("another envelope", text, frame) }
        let frameAgain = try pair.energy.write(json, fromText)
        guard frameAgain == frame else { throw Mismatch("json says another value", text, frame, frameAgain) }
        let textAgain = try pair.json.write(energy, fromFrame)
        guard textAgain == text else { throw Mismatch("energy says another value", frame, text, textAgain) }
        guard dump else { return }
        let fields = FieldDump.of(value)
        guard FieldDump.of(json) == fields, FieldDump.of(energy) == fields else {
            throw Mismatch("equal bytes, other fields:\n\(fields)", text, frame)
        }
    }

    static func named(_ error: any Error, _ kind: Kind, _ round: Int, _ seed: Seed) -> Mismatch {
        var mismatch = error as? Mismatch ?? Mismatch("\(error)")
        mismatch.again = "\(kind.name), round \(round) of seed \(seed)"
        return mismatch
    }
}

/// Both codecs, and the names they share.
package struct Pair: ~Copyable {
    package let catalogue: Catalogue
    package var json: Wire<JSONCodec>
    package var energy: Wire<EnergyCodec>

    package init(_ catalogue: Catalogue = EveryType.catalogue) {
        self.catalogue = catalogue
        let vocabulary = Vocabulary(catalogue)
        json = Wire(vocabulary)
        energy = Wire(vocabulary)
    }
}
