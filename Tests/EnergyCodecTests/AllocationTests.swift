import AllocationCount
import ChanceTestKit
import EnergyCodec
import EnergyProfile
import LifelineCore
import Testing

@Suite("A loop that runs allocates nothing")
struct AllocationTests {
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

    @Test("Encoding into a sink that is large enough, decoding into a value whose strings and counts stay")
    func none() throws {
        for type in allTypes where type.kind != StateSnapshot.kind && type.kind != Everything.kind {
            func open<M: Message>(_ type: M.Type) throws {
                var scatter = Scatter(Seed(number: 5).chance)
                let message = scatter.message(M.self)
                let envelope = scatter.envelope(M.self)
                let bytes = try encoded(message, envelope)
                var sink = ByteSink(capacity: 65536)
                let encoding = try allocations {
                    sink.clear()
                    try EnergyCodec.encode(message, envelope, vocabulary, into: &sink)
                }
                #expect(encoding == 0, "encode \(M.kind)")
                var reused = M()
                var read = Envelope()
                let decoding = try bytes.withUnsafeBytes { bytes in
                    try allocations {
                        var reader = EnergyReader(bytes, vocabulary, CodecLimits())
                        _ = try reader.next(&read)
                        try reader.payload(&reused, &read)
                    }
                }
                #expect(decoding == 0, "decode \(M.kind)")
            }
            try open(type)
        }
    }
}
