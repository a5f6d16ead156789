import AllocationCount
import CodecTestKit
import EnergyProfile
import JSONCodec
import LifelineCore
import LifelineSimulation
import Testing

@Suite("A loop that runs allocates nothing")
struct AllocationTests {
    let catalogue: Catalogue = .control + .energy
    /// Only the optimiser sees that these need none: `CodecProof allocations`, in scripts/check-codecs, has them, too.
    let optimised = [EnergyField.kind, InterferenceEvent.kind, ResonanceEvent.kind]

    /// Allocations of `body` in this thread, once it has run in.
    func allocations(_ body: () throws -> Void) rethrows -> Int {
        try body()
        let before = allocation_count()
        for _ in 0..<10 { try body() }
        return Int(allocation_count() - before)
    }

    @Test("The count counts", .enabled(if: allocation_count_works() == 1))
    func counts() {
        var count = 17
        let allocations = allocations {
            count += 1
            withExtendedLifetime(Array(repeating: count, count: count)) {}
        }
        #expect(allocations == 10)
    }

    /// Texts of more than 15 bytes, lists, parts in lists and optional ones among them; only the items of a snapshot
    /// are values of any type, and each has a box.
    @Test("Encoding into a sink that is large enough, decoding into a value that stays the same", arguments: 1...20)
    func none(seed: UInt64) throws {
        let vocabulary = Vocabulary(catalogue)
        var filler = RandomFiller(Randomness(Seed(rawValue: seed)), items: catalogue)
        for type in catalogue.messages where type.kind != StateSnapshot.kind && !optimised.contains(type.kind) {
            func open<M: Message>(_ type: M.Type) throws {
                let message = filler.message(M.self)
                let envelope = filler.envelope(of: M.self)
                var sink = ByteSink(capacity: 1 << 20)
                let encoding = try allocations {
                    sink.clear()
                    try JSONCodec.encode(message, envelope, vocabulary, into: &sink)
                }
                #expect(encoding == 0, "encode \(M.kind)")
                var reused = M()
                var read = Envelope()
                let decoding = try allocations {
                    var reader = JSONReader(sink.bytes, vocabulary, CodecLimits())
                    _ = try reader.next(&read)
                    try reader.payload(&reused, &read)
                }
                #expect(decoding == 0, "decode \(M.kind)")
            }
            try open(type)
        }
    }
}
