internal import LifelineCore
internal import Testing

extension LinkCheck {
    static let order = [
        LinkCheck("records arrive whole, in order, and in a later turn, both ways") { try arrival($0) },
        LinkCheck("a record shared by two links reaches both and is let go") { try sharing($0) },
        LinkCheck("an answer from inside received arrives") { try echo($0) },
        LinkCheck("the largest record passes") { try largest($0) },
        LinkCheck("a record one byte too large closes both ends") { try tooLarge($0) },
    ]

    private static func arrival(_ world: any LinkWorld) throws {
        let pair = try Pair(world)
        let sizes = [32, 33, 124, 125, 126, 127, 128, 1_000, 4_096, 65_534, 65_535, 65_536, 65_537, 32]
        let texts = sizes.enumerated().map { Sample.text($0.offset, count: $0.element) }
        let frames = sizes.enumerated().map { Sample.frame($0.offset, count: max(48, $0.element & ~7)) }
        var turns: [Int] = []
        for (text, frame) in zip(texts, frames) {
            pair.turn {
                turns += [pair.clock.turn, pair.clock.turn]
                pair.near.send(copying: text)
                pair.near.send(Sample.record(frame, .binary))
                pair.far.send(Sample.record(text))
                pair.far.send(copying: frame, .binary)
            }
        }
        pair.run(until: { pair.near.records.count == 2 * sizes.count && pair.far.records.count == 2 * sizes.count })
        let expected = zip(texts, frames).flatMap { [$0, $1] }
        for probe in [pair.near, pair.far] {
            #expect(probe.records == expected)
            #expect(probe.forms == sizes.flatMap { _ in [RecordForm.text, .binary] })
            #expect(zip(turns, probe.turns).allSatisfy { $0 < $1 }, "a record came in the turn that sent it")
            #expect(probe.drains == 0, "drained without having been congested")
        }
        pair.finish()
    }

    private static func sharing(_ world: any LinkWorld) throws {
        let pairs = [try Pair(world), try Pair(world)]
        let bytes = Sample.text(1, count: 100_000)
        weak var shared: Record?
        world.turn {
            let record = Sample.record(bytes)
            shared = record
            for pair in pairs { pair.near.send(record) }
        }
        for pair in pairs {
            pair.run(until: { pair.far.records.count == 1 })
            #expect(pair.far.records == [bytes])
        }
        pairs[0].run(until: { shared == nil })
        for pair in pairs { pair.finish() }
    }

    private static func echo(_ world: any LinkWorld) throws {
        let pair = try Pair(world)
        let (near, far) = (pair.near, pair.far)
        far.whenReceived = { [unowned far] in far.send(copying: far.records[far.records.count - 1]) }
        near.whenReceived = { [unowned near] in
            if near.records.count < 100 { near.send(Sample.record(Sample.text(near.records.count))) }
        }
        pair.turn { near.send(copying: Sample.text(0)) }
        pair.run(until: { near.records.count == 100 })
        #expect(near.records == (0..<100).map { Sample.text($0) })
        #expect(zip(near.turns, near.turns.dropFirst()).allSatisfy { $0 < $1 })
        pair.finish()
    }

    private static func largest(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.recordBytesMax = 10_000
        let pair = try Pair(world, far: limits)
        pair.turn {
            pair.near.send(copying: Sample.text(0, count: 10_000))
            pair.near.send(copying: Sample.frame(1, count: 10_000), .binary)
        }
        pair.run(until: { pair.far.records.count == 2 })
        #expect(pair.far.records.map(\.count) == [10_000, 10_000])
        #expect(!pair.far.isClosed)
        pair.finish()
    }

    private static func tooLarge(_ world: any LinkWorld) throws {
        for (bytes, form) in [
            (Sample.text(1, count: 10_001), RecordForm.text), (Sample.frame(1, count: 10_008), .binary),
        ] {
            var limits = LinkLimits()
            limits.recordBytesMax = 10_000
            let pair = try Pair(world, far: limits)
            pair.turn {
                pair.near.send(copying: Sample.text(0))
                pair.near.send(copying: bytes, form)
                pair.near.send(copying: Sample.text(2))
            }
            pair.run(until: { pair.near.isClosed && pair.far.isClosed })
            #expect(pair.far.closes == [.recordTooLarge])
            #expect(pair.heard(pair.near.closes, .recordTooLarge))
            #expect(pair.far.records == [Sample.text(0)])
            pair.finish()
        }
    }
}
