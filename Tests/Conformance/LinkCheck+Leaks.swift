internal import LifelineCore
internal import Testing

extension LinkCheck {
    static let leaking = [
        LinkCheck("links and owners are let go after closed, however many there were") { try leaks($0) }
    ]

    private static func leaks(_ world: any LinkWorld) throws {
        let clock = TurnClock(world.loop)
        let sample = world.sample
        var accepted: Probe?
        let listener = try world.listen(world.transport(LinkLimits()), at: world.address()) { link in
            accepted = Probe(clock)
            accepted?.own(link)
        }
        var remains: [Remains] = []
        for cycle in 0..<world.traits.cycles {
            var dialled: Probe?
            world.dial(world.transport(LinkLimits()), listener.address) { result in
                dialled = Probe(clock)
                if case .success(let link) = result { dialled?.own(link) }
            }
            guard world.run(until: { dialled?.link != nil && accepted?.link != nil }) else { break }
            guard let near = dialled, let far = accepted else { break }
            remains += [Remains(near), Remains(far)]
            world.turn {
                near.send(copying: sample(cycle))
                far.send(sample(cycle).record)
                if cycle % 3 == 0 { far.pause() }
                (cycle % 2 == 0 ? near : far).close(cycle % 5 == 0 ? .normal : .lost)
                far.resume()
            }
            guard world.run(until: { near.isClosed && far.isClosed }) else { break }
            #expect(near.faults == [] && far.faults == [])
            accepted = nil
        }
        world.settle()
        world.turn { listener.close() }
        #expect(remains.count == 2 * world.traits.cycles)
        #expect(remains.allSatisfy { $0.probe == nil && $0.link == nil }, "something outlives its connection")
    }

    private struct Remains {
        weak var probe: Probe?
        weak var link: (any Link)?

        init(_ probe: Probe) {
            self.probe = probe
            link = probe.link
        }
    }
}
