internal import LifelineCore
internal import Testing

extension LinkCheck {
    static let flow = [
        LinkCheck("outboundBytesMax: up to it open, beyond it congested, then drained once") { try soft($0) },
        LinkCheck("outboundBytesHardMax: up to it taken, beyond it closed as a slow consumer") { try hard($0) },
        LinkCheck("a paused reader congests its writer, and gets everything once it reads again") { try paused($0) },
        LinkCheck("a reader paused beyond outboundPatience is closed as a slow consumer") { try patience($0) },
        LinkCheck("a reader that takes something in time keeps its writer's patience") { try progress($0) },
        LinkCheck("an idle link outlives the patience") { try idle($0) },
    ]

    private static func soft(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.outboundBytesMax = 20_000
        let framing = world.traits.framing
        let sample = world.sample
        for (bytes, flow) in [
            (sample(0, count: 20_000 - framing.upperBound), Flow.open),
            (sample(0, above: 20_001 - framing.lowerBound), .congested),
        ] {
            for shared in [true, false] {
                let pair = try Pair(world, near: limits)
                var met = Flow.closed
                pair.turn { met = shared ? pair.near.send(bytes.record) : pair.near.send(copying: bytes) }
                #expect(met == flow, "one record of \(bytes)")
                pair.run(until: { !pair.far.records.isEmpty && pair.near.drains == (flow == .congested ? 1 : 0) })
                pair.settle()
                #expect(pair.near.drains == (flow == .congested ? 1 : 0))
                pair.turn { met = pair.near.send(copying: pair.sample(1)) }
                #expect(met == .open, "sending is welcome again")
                pair.run(until: { pair.far.records.count == 2 })
                pair.finish()
            }
        }
    }

    private static func hard(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.outboundBytesMax = 10_000
        limits.outboundBytesHardMax = 50_000
        let framing = world.traits.framing
        let fits = try Pair(world, near: limits)
        fits.turn {
            for n in 0..<5 {
                let flow = fits.near.send(copying: fits.sample(n, count: 10_000 - framing.upperBound))
                #expect(flow == (n == 0 ? .open : .congested))
            }
        }
        fits.run(until: { fits.far.records.count == 5 && fits.near.drains == 1 })
        #expect(!fits.near.isClosed)
        fits.finish()

        // What the system takes does not wait, so it is given all it takes first.
        let over = try Pair(world, near: limits)
        over.turn { over.far.pause() }
        var taken = 0
        var flow = Flow.open
        while flow != .closed, taken <= limits.outboundBytesHardMax + world.traits.systemBytesMax {
            over.turn {
                let record = over.sample(taken, count: 5_000 - framing.upperBound)
                flow = over.near.send(copying: record)
                if flow != .closed { taken += record.bytes.count + framing.upperBound }
            }
        }
        #expect(flow == .closed)
        #expect(taken > limits.outboundBytesHardMax - 10_000)
        over.turn { #expect(over.near.send(copying: over.sample(5)) == .closed) }
        over.run(until: { over.near.isClosed })
        over.turn { over.far.resume() }
        over.run(until: { over.far.isClosed })
        #expect(over.near.closes == [.slowConsumer])
        #expect(over.far.closes == [.slowConsumer] || over.far.closes == [.lost])
        over.finish()
    }

    private static func paused(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.outboundBytesMax = 100_000
        let pair = try Pair(world, near: limits)
        pair.turn { pair.far.pause() }
        let sent = pair.stuff(count: 10_000)
        let drains = pair.near.drains
        #expect(pair.far.records.isEmpty)
        pair.turn { #expect(pair.near.send(copying: pair.sample(sent.count)) == .congested) }
        pair.turn { pair.far.resume() }
        pair.run(until: { pair.far.records.count == sent.count + 1 && pair.near.drains == drains + 1 })
        #expect(pair.far.records == sent + [pair.sample(sent.count)])
        pair.settle()
        #expect(pair.near.drains == drains + 1)
        pair.finish()
    }

    private static func patience(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.outboundBytesMax = 100_000
        limits.outboundPatience = world.traits.patience
        let pair = try Pair(world, near: limits)
        pair.turn { pair.far.pause() }
        _ = pair.stuff(count: 10_000)
        #expect(!world.run(for: limits.outboundPatience / 4, until: { pair.near.isClosed }), "closed too soon")
        #expect(world.run(for: limits.outboundPatience * 3, until: { pair.near.isClosed }), "never closed")
        #expect(pair.near.closes == [.slowConsumer])
        pair.turn { pair.far.resume() }
        pair.run(until: { pair.far.isClosed })
        #expect(pair.far.closes == [.slowConsumer] || pair.far.closes == [.lost])
        pair.finish()
    }

    private static func progress(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.outboundBytesMax = 100_000
        limits.outboundPatience = world.traits.patience
        let pair = try Pair(world, near: limits)
        for _ in 0..<3 {
            pair.turn { pair.far.pause() }
            let sent = pair.far.records.count + pair.stuff(count: 10_000).count
            #expect(!world.run(for: limits.outboundPatience / 4, until: { pair.near.isClosed }))
            pair.turn { pair.far.resume() }
            pair.run(until: { pair.far.records.count == sent })
        }
        #expect(!pair.near.isClosed && !pair.far.isClosed)
        pair.finish()
    }

    private static func idle(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.outboundPatience = world.traits.patience
        let pair = try Pair(world, near: limits, far: limits)
        pair.turn { pair.near.send(copying: pair.sample(0)) }
        pair.run(until: { pair.far.records.count == 1 })
        pair.turn { pair.far.pause() }
        #expect(!world.run(for: limits.outboundPatience * 3 / 2, until: { pair.near.isClosed || pair.far.isClosed }))
        pair.finish()
    }
}
