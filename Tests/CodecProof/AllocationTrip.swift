import AllocationCount
import CodecTestKit
package import LifelineCore
package import LifelineSimulation

/// Writes and reads the same values again and again, and wants no allocation for it: into a sink that is large enough,
/// and into a value whose strings and lists stay as they are, however they were spelled.
package struct AllocationTrip: TypeVisitor {
    package let count: Int
    package let seed: Seed
    package private(set) var tried = 0

    package init(_ count: Int, _ seed: Seed) {
        self.count = count
        self.seed = seed
    }

    /// False under a sanitizer, which has an allocator of its own.
    package static var counts: Bool { allocation_count_works() == 1 }

    package mutating func visit<M: Message>(_ type: M.Type) throws {
        // Items are of any type, so each has a box.
        guard M.kind != StateSnapshot.kind else { return }
        let pair = Pair()
        var filler = RandomFiller(
            Randomness(Seed(rawValue: seed.rawValue &+ UInt64(M.kind.code))), items: pair.catalogue)
        for round in 0..<count {
            let message = filler.message(M.self)
            let envelope = filler.envelope(of: M.self)
            do {
                try AllocationTrip.check(message, envelope, pair.json, &filler.random)
                try AllocationTrip.check(message, envelope, pair.energy, &filler.random)
            } catch {
                throw ValueTrip.named(error, M.kind, round, seed)
            }
            tried += 1
        }
    }

    private static func check<C: Codec, M: Message>(
        _ message: M, _ envelope: Envelope, _ wire: borrowing Wire<C>, _ random: inout Randomness
    ) throws {
        var sink = ByteSink(capacity: 1 << 16)
        let vocabulary = wire.vocabulary
        let encoding = try allocations {
            sink.clear()
            try C.encode(message, envelope, vocabulary, into: &sink)
        }
        if encoding > 0 { throw Mismatch("\(C.name) writes with \(encoding) allocations in ten", Array(sink.bytes)) }
        try reads(M.self, Array(sink.bytes), wire)
        if C.form == .text {
            try reads(M.self, SpellingTrip.spelled(Array(sink.bytes), isStrange: false, &random), wire)
        }
    }

    private static func reads<C: Codec, M: Message>(_: M.Type, _ record: [UInt8], _ wire: borrowing Wire<C>) throws {
        var used = M()
        var read = Envelope()
        let vocabulary = wire.vocabulary
        let decoding = try record.withUnsafeBytes { bytes in
            try allocations {
                var reader = C.Reader(bytes, vocabulary, CodecLimits())
                _ = try reader.next(&read)
                try reader.payload(&used, &read)
            }
        }
        if decoding > 0 { throw Mismatch("\(C.name) reads with \(decoding) allocations in ten", record) }
    }

    /// Allocations of ten times `body`, once it has run in.
    @inline(__always)
    private static func allocations(_ body: () throws -> Void) rethrows -> Int {
        try body()
        let before = allocation_count()
        for _ in 0..<10 { try body() }
        return Int(allocation_count() - before)
    }
}
