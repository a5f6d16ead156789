internal import LifelineCore
internal import Testing

extension LinkCheck {
    static let closing = [
        LinkCheck("what waited before close arrives, then both ends are closed") { try inOrder($0) },
        LinkCheck("close while congested still delivers") { try congested($0) },
        LinkCheck("close is idempotent, and nothing can be sent after it") { try twice($0) },
        LinkCheck("close from inside received") { try inside($0) },
        LinkCheck("both ends close at once") { try together($0) },
        LinkCheck("a paused link hears of the end when it writes") { try pausedWriter($0) },
    ]

    private static func inOrder(_ world: any LinkWorld) throws {
        for close in [Close.normal, .goingAway, .restarting, .forbidden.because("not yours")] {
            let pair = try Pair(world)
            var atClose: Int?
            pair.far.whenClosed = { [unowned far = pair.far] in atClose = far.records.count }
            pair.turn {
                for n in 0..<50 { pair.near.send(copying: pair.sample(n, count: 5_000)) }
                pair.near.close(close)
            }
            pair.run(until: { pair.near.isClosed && pair.far.isClosed })
            #expect(atClose == 50)
            #expect(pair.near.closes == [close])
            #expect(pair.heard(pair.far.closes, close))
            pair.finish()
        }
    }

    private static func congested(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.outboundBytesMax = 100_000
        let pair = try Pair(world, near: limits)
        pair.turn { pair.far.pause() }
        let sent = pair.stuff(count: 10_000)
        pair.turn { pair.near.close(.goingAway) }
        pair.settle()
        #expect(!pair.near.isClosed, "closed with records waiting")
        pair.turn { pair.far.resume() }
        pair.run(until: { pair.near.isClosed && pair.far.isClosed })
        #expect(pair.far.records == sent)
        #expect(pair.near.closes == [.goingAway])
        #expect(pair.heard(pair.far.closes, .goingAway))
        pair.finish()
    }

    private static func twice(_ world: any LinkWorld) throws {
        let pair = try Pair(world)
        pair.turn {
            pair.near.close(.goingAway)
            pair.near.close(.normal)
            #expect(pair.near.send(copying: pair.sample(0)) == .closed)
            #expect(pair.near.send(pair.sample(1).record) == .closed)
        }
        pair.run(until: { pair.near.isClosed && pair.far.isClosed })
        pair.turn {
            for probe in [pair.near, pair.far] {
                probe.close(.normal)
                probe.pause()
                probe.resume()
                #expect(probe.send(copying: pair.sample(2)) == .closed)
            }
        }
        #expect(pair.near.closes == [.goingAway])
        #expect(pair.far.records.isEmpty)
        pair.finish()
    }

    private static func inside(_ world: any LinkWorld) throws {
        let pair = try Pair(world)
        pair.far.whenReceived = { [unowned far = pair.far, sample = pair.sample] in
            far.send(copying: sample(9))
            far.close(.normal)
        }
        pair.turn { pair.near.send(copying: pair.sample(0)) }
        pair.run(until: { pair.near.isClosed && pair.far.isClosed })
        #expect(pair.near.records == [pair.sample(9)])
        #expect(pair.far.closes == [.normal])
        pair.finish()
    }

    private static func together(_ world: any LinkWorld) throws {
        let pair = try Pair(world)
        pair.turn {
            pair.near.send(copying: pair.sample(0))
            pair.far.send(copying: pair.sample(1))
            pair.near.close(.normal)
            pair.far.close(.goingAway)
        }
        pair.run(until: { pair.near.isClosed && pair.far.isClosed })
        pair.finish()
    }

    private static func pausedWriter(_ world: any LinkWorld) throws {
        var limits = LinkLimits()
        limits.outboundPatience = world.traits.patience
        let pair = try Pair(world, near: limits)
        pair.turn {
            pair.far.pause()
            pair.near.close(.normal)
        }
        pair.run(until: { pair.near.isClosed })
        pair.settle()
        #expect(!pair.far.isClosed)
        // A system may take a record or two before it says that nobody is there.
        for n in 0..<10 where !pair.far.isClosed {
            pair.turn { pair.far.send(copying: pair.sample(n)) }
            pair.settle()
        }
        #expect(pair.far.closes.count == 1)
        pair.finish()
    }
}
