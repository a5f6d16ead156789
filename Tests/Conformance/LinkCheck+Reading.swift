internal import LifelineCore
internal import Testing

extension LinkCheck {
    static let reading = [
        LinkCheck("a paused link reads nothing, and still writes") { try pause($0) },
        LinkCheck("a pause from inside received stops before the next record") { try pauseInside($0) },
        LinkCheck("one turn reads no more than turnBytesMax") { try budget($0) },
        LinkCheck("a flooded link leaves its neighbours their turns") { try fairness($0) },
        LinkCheck("a link without an owner reads into nothing") { try ownerless($0) },
    ]

    private static func pause(_ world: any LinkWorld) throws {
        let pair = try Pair(world)
        pair.turn {
            pair.far.pause()
            pair.far.pause()
            pair.near.send(copying: pair.sample(0))
            pair.far.send(copying: pair.sample(1))
        }
        pair.run(until: { pair.near.records.count == 1 })
        pair.settle()
        #expect(pair.far.records.isEmpty)
        pair.turn {
            pair.far.resume()
            pair.far.resume()
        }
        pair.run(until: { pair.far.records.count == 1 })
        pair.settle()
        #expect(pair.far.records == [pair.sample(0)])
        pair.finish()
    }

    private static func pauseInside(_ world: any LinkWorld) throws {
        let pair = try Pair(world)
        let far = pair.far
        far.whenReceived = { [unowned far] in far.pause() }
        pair.turn { for n in 0..<5 { pair.near.send(copying: pair.sample(n)) } }
        for n in 1...5 {
            pair.run(until: { far.records.count == n })
            pair.settle()
            #expect(far.records.count == n, "a record came while the link was paused")
            pair.turn { far.resume() }
        }
        #expect(far.records == (0..<5).map { pair.sample($0) })
        pair.finish()
    }

    private static func budget(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.turnBytesMax = 40_000
        let pair = try Pair(world, far: limits)
        pair.turn { for n in 0..<200 { pair.near.send(copying: pair.sample(n, count: 1_000)) } }
        pair.run(until: { pair.far.records.count == 200 })
        var bytes: [Int: Int] = [:]
        for turn in pair.far.turns { bytes[turn, default: 0] += 1_000 }
        // A record of which the turn before has read a part counts there.
        #expect(bytes.values.allSatisfy { $0 <= 41_000 }, "\(bytes.values.sorted())")
        #expect(pair.far.records == (0..<200).map { pair.sample($0, count: 1_000) })
        pair.finish()
    }

    private static func fairness(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.turnBytesMax = 10_000
        let flooded = try Pair(world, far: limits)
        let quiet = try Pair(world, far: limits)
        var before: Int?
        quiet.far.whenReceived = { [unowned far = flooded.far] in before = far.records.count }
        world.turn {
            for n in 0..<1_000 { flooded.near.send(copying: flooded.sample(n, count: 1_000)) }
            quiet.near.send(copying: quiet.sample(0))
        }
        flooded.run(until: { flooded.far.records.count == 1_000 && before != nil })
        #expect(before.map { $0 < 500 } == true, "the quiet link waited for \(before ?? 0) records of the flood")
        flooded.finish()
        quiet.finish()
    }

    private static func ownerless(_ world: any LinkWorld) throws {
        let near = Probe(TurnClock(world.loop))
        weak var far: (any Link)?
        let listener = try world.listen(world.transport(LinkLimits()), at: world.address()) { far = $0 }
        world.dial(world.transport(LinkLimits()), listener.address) {
            if case .success(let link) = $0 { near.own(link) }
        }
        #expect(world.run { near.link != nil && far != nil }, "a link nobody holds lives until it is closed")
        world.turn {
            near.send(copying: world.sample(0))
            near.close(.normal)
        }
        #expect(world.run { near.isClosed && far == nil })
        #expect(near.closes == [.normal])
        #expect(near.faults == [])
        world.turn { listener.close() }
    }
}
