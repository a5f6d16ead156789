internal import LifelineCore
internal import Testing

extension LinkCheck {
    static let order = [
        LinkCheck("records arrive whole, in order, and in a later turn, both ways") { try arrival($0) },
        LinkCheck("what is sent from inside accept and done arrives") { try first($0) },
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
                pair.near.send(frame.record)
                pair.far.send(text.record)
                pair.far.send(copying: frame)
            }
        }
        pair.run(until: { pair.near.records.count == 2 * sizes.count && pair.far.records.count == 2 * sizes.count })
        let expected = zip(texts, frames).flatMap { [$0, $1] }
        for probe in [pair.near, pair.far] {
            #expect(probe.records == expected)
            #expect(zip(turns, probe.turns).allSatisfy { $0 < $1 }, "a record came in the turn that sent it")
            #expect(probe.drains == 0, "drained without having been congested")
        }
        pair.finish()
    }

    private static func first(_ world: any LinkWorld) throws {
        let clock = TurnClock(world.loop)
        let (near, far, sample) = (Probe(clock), Probe(clock), world.sample)
        var flows: [Flow] = []
        func took(_ link: any Link, _ probe: Probe) {
            probe.own(link)
            flows += [probe.send(copying: sample(1)), probe.send(sample(2).record)]
        }
        let listener = try world.listen(world.transport(LinkLimits()), at: world.address()) { took($0, far) }
        world.dial(world.transport(LinkLimits()), listener.address) {
            if case .success(let link) = $0 { took(link, near) }
        }
        #expect(world.run { near.records.count == 2 && far.records.count == 2 })
        #expect(flows == [.open, .open, .open, .open])
        #expect(near.records == [sample(1), sample(2)] && far.records == near.records)
        world.turn {
            listener.close()
            near.close(.normal)
        }
        #expect(world.run { near.isClosed && far.isClosed })
        #expect(near.faults == [] && far.faults == [])
    }

    private static func sharing(_ world: any LinkWorld) throws {
        let pairs = [try Pair(world), try Pair(world)]
        let bytes = world.sample(1, count: 100_000)
        weak var shared: Record?
        world.turn {
            let record = bytes.record
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
        let (near, far, sample) = (pair.near, pair.far, world.sample)
        far.whenReceived = { [unowned far] in far.send(copying: far.records[far.records.count - 1]) }
        near.whenReceived = { [unowned near] in
            if near.records.count < 100 { near.send(sample(near.records.count).record) }
        }
        pair.turn { near.send(copying: sample(0)) }
        pair.run(until: { near.records.count == 100 })
        #expect(near.records == (0..<100).map { pair.sample($0) })
        #expect(zip(near.turns, near.turns.dropFirst()).allSatisfy { $0 < $1 })
        pair.finish()
    }

    private static func largest(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.recordBytesMax = 10_000
        let pair = try Pair(world, far: limits)
        pair.turn {
            pair.near.send(copying: pair.sample(0, count: 10_000))
            pair.near.send(copying: Sample.frame(1, count: 10_000))
        }
        pair.run(until: { pair.far.records.count == 2 })
        #expect(pair.far.records.map(\.bytes.count) == [10_000, 10_000])
        #expect(!pair.far.isClosed)
        pair.finish()
    }

    private static func tooLarge(_ world: any LinkWorld) throws {
        for large in [Sample.text(1, count: 10_001), Sample.frame(1, count: 10_008)] {
            var limits = LinkLimits()
            limits.recordBytesMax = 10_000
            let pair = try Pair(world, far: limits)
            pair.turn {
                pair.near.send(copying: pair.sample(0))
                pair.near.send(copying: large)
                pair.near.send(copying: pair.sample(2))
            }
            pair.run(until: { pair.near.isClosed && pair.far.isClosed })
            #expect(pair.far.closes == [.recordTooLarge])
            #expect(pair.heard(pair.near.closes, .recordTooLarge))
            #expect(pair.far.records == [pair.sample(0)])
            pair.finish()
        }
    }
}
