internal import LifelineCore
internal import Testing

extension LinkCheck {
    static let cutting = [
        LinkCheck("close(.lost) cuts at once, whatever waits") { try cut($0) },
        LinkCheck("close(.lost) cuts a link that is still closing") { try hurry($0) },
        LinkCheck("close with nobody reading ends after the patience") { try lingering($0) },
    ]

    private static func cut(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.outboundBytesMax = 100_000
        let pair = try Pair(world, near: limits)
        pair.turn { pair.far.pause() }
        _ = pair.stuff(count: 10_000)
        pair.turn { pair.near.close(.lost) }
        pair.run(until: { pair.near.isClosed })
        #expect(pair.near.closes == [.lost])
        pair.turn { pair.far.resume() }
        pair.run(until: { pair.far.isClosed })
        #expect(pair.far.closes == [.lost])
        pair.finish()
    }

    private static func hurry(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.outboundBytesMax = 100_000
        let pair = try Pair(world, near: limits)
        pair.turn { pair.far.pause() }
        let sent = pair.stuff(count: 10_000)
        pair.turn { pair.near.close(.goingAway) }
        pair.settle()
        #expect(!pair.near.isClosed, "closed with records waiting")
        pair.turn { pair.near.close(.lost) }
        pair.run(until: { pair.near.isClosed })
        #expect(pair.near.closes == [.goingAway], "the owner hears what it asked for first")
        pair.turn { pair.far.resume() }
        pair.run(until: { pair.far.isClosed })
        #expect(pair.far.closes == [.lost])
        #expect(pair.far.records.count < sent.count && sent.starts(with: pair.far.records))
        pair.finish()
    }

    private static func lingering(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.outboundBytesMax = 100_000
        limits.outboundPatience = world.traits.patience
        let pair = try Pair(world, near: limits)
        pair.turn { pair.far.pause() }
        _ = pair.stuff(count: 10_000)
        pair.turn { pair.near.close(.normal) }
        #expect(world.run(for: limits.outboundPatience * 3, until: { pair.near.isClosed }), "it lingers for ever")
        #expect(pair.near.closes == [.normal])
        pair.finish()
    }
}
