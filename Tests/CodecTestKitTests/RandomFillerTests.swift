import BenchMessages
import CodecTestKit
import EnergyProfile
import LifelineCore
import LifelineSimulation
import Testing

@Suite("Random messages")
struct RandomFillerTests {
    static let catalogue: Catalogue = .control + .energy + .every + Catalogue(messages: [BenchUpdate.self])

    private func filler(_ seed: Seed) -> RandomFiller { RandomFiller(Randomness(seed), items: Self.catalogue) }

    @Test("The same seed gives the same messages, another seed others", arguments: Seed.fixed + [.fresh])
    func repeats(seed: Seed) {
        var (a, b, other) = (filler(seed), filler(seed), filler(Seed(rawValue: seed.rawValue ^ 1)))
        var differences = 0
        for _ in 0..<4 {
            for type in Self.catalogue.messages {
                let dump = FieldDump.of(a.message(any: type))
                #expect(dump == FieldDump.of(b.message(any: type)), "seed \(seed)")
                if dump != FieldDump.of(other.message(any: type)) { differences += 1 }
                #expect(a.envelope(of: type) == b.envelope(of: type))
            }
        }
        #expect(differences > 60)
    }

    @Test(
        "Every field is seen in every state within 1,500 draws, and none holds what it must not",
        arguments: [Seed(rawValue: 0), .fresh])
    func states(seed: Seed) {
        var filler = filler(seed)
        var survey = Survey(items: Self.catalogue)
        for type in Self.catalogue.messages {
            var draws = 0
            repeat {
                for _ in 0..<50 { survey.look(filler.message(any: type)) }
                draws += 50
            } while draws < 1_500 && !survey.unseen.isEmpty
        }
        #expect(survey.unseen.sorted() == [], "seed \(seed)")
        #expect(survey.faults.sorted() == [], "seed \(seed)")
    }

    @Test("Numbers reach both ends and the places between where codecs break", arguments: Seed.fixed + [.fresh])
    func numbers(seed: Seed) {
        var filler = filler(seed)
        var (doubles, floats, integers, times) = (Set<Double>(), Set<Float>(), Set<UInt64>(), Set<Int64>())
        for _ in 0..<15_000 {
            var (double, float, integer, time) = (0.0, Float(0), UInt64(0), Timestamp())
            filler.field("double", &double)
            filler.field("float", &float)
            filler.field("integer", &integer)
            filler.field("time", &time)
            doubles.insert(double)
            floats.insert(float)
            integers.insert(integer)
            times.insert(time.microseconds)
        }
        #expect(doubles.allSatisfy(\.isFinite) && floats.allSatisfy(\.isFinite), "seed \(seed)")
        #expect(!doubles.contains { $0.bitPattern == 1 << 63 } && !floats.contains { $0.bitPattern == 1 << 31 })
        #expect(integers.allSatisfy { $0 <= Shape.u53Max })
        #expect(times.allSatisfy { Timestamp(microseconds: $0).travels })
        #expect(doubles.isSuperset(of: [0, 1, -1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e21, 1e23]))
        #expect(doubles.contains { $0.isSubnormal } && doubles.contains { $0 < -1e300 })
        #expect(floats.isSuperset(of: [0, 1, -1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 16_777_216]))
        #expect(floats.contains { $0.bitPattern == 0x15AE_43FD } && floats.contains { $0.isSubnormal })
        #expect(integers.isSuperset(of: [0, 1, Shape.u53Max, Shape.u53Max - 1, 9_999, 10_000, 65_535, 65_536]))
        #expect(times.isSuperset(of: [0, -1, Timestamp.microsecondsMax, -Timestamp.microsecondsMax]))
    }

    @Test("Text has everything that is special to JSON, JavaScript or UTF-8", arguments: Seed.fixed + [.fresh])
    func text(seed: Seed) {
        var filler = filler(seed)
        var scalars: Set<Unicode.Scalar> = []
        var lengths: Set<Int> = []
        for _ in 0..<2_000 {
            var text = Text()
            filler.field("text", &text)
            scalars.formUnion(text.storage.unicodeScalars)
            lengths.insert(text.storage.utf8.count)
        }
        let special =
            "\"\\/\u{0}\u{8}\t\n\u{C}\r\u{1F}\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"
        #expect(scalars.isSuperset(of: (special + "\u{2028}\u{2029}\u{FEFF}\u{301}").unicodeScalars))
        #expect(lengths.contains(0) && lengths.contains(1) && lengths.contains { $0 > 300 })
    }

    @Test("Envelopes are those that a wire carries, and of every sort", arguments: Seed.fixed + [.fresh])
    func envelopes(seed: Seed) {
        var filler = filler(seed)
        var flags: Set<UInt16> = []
        var channels: Set<ChannelHandle> = []
        var faults: [Envelope] = []
        for _ in 0..<5_000 {
            let envelope = filler.envelope(of: EnergyUpdate.self)
            let sound =
                envelope.kind == EnergyUpdate.kind.code && envelope.seq <= Shape.u53Max && envelope.time.travels
                && (!envelope.flags.contains(.answer) || envelope.reference > 0)
                && (envelope.flags.isDisjoint(with: [.delta, .replay]) || envelope.seq > 0)
            if !sound { faults.append(envelope) }
            flags.insert(envelope.flags.rawValue)
            channels.insert(envelope.channel)
        }
        #expect(faults == [], "seed \(seed)")
        #expect(flags == Set(0...7))
        #expect(channels == Set(Self.catalogue.channels.map(\.handle)))
    }
}
