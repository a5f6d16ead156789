internal import LifelineCore
internal import Testing

/// Two probes on the two ends of a connection.
struct Pair {
    let world: any LinkWorld
    let clock: TurnClock
    /// Which side this is, the world says; in most checks it sends.
    let near: Probe
    let far: Probe

    init(_ world: any LinkWorld, near nearLimits: LinkLimits = .init(), far farLimits: LinkLimits = .init()) throws {
        let clock = TurnClock(world.loop)
        let (near, far) = (Probe(clock), Probe(clock))
        (self.world, self.clock, self.near, self.far) = (world, clock, near, far)
        let dials = world.near == .dials
        let (dialling, accepting) = dials ? (near, far) : (far, near)
        let (dialLimits, acceptLimits) = dials ? (nearLimits, farLimits) : (farLimits, nearLimits)
        let listener = try world.listen(world.transport(acceptLimits), at: world.address()) { accepting.own($0) }
        world.dial(world.transport(dialLimits), listener.address) {
            if case .success(let link) = $0 { dialling.own(link) }
        }
        let connected = world.run { near.link != nil && far.link != nil }
        world.turn { listener.close() }
        try #require(connected, "no connection within 10 s")
    }

    var sample: Sampler { world.sample }

    func turn(_ body: () -> Void) { world.turn(body) }

    @discardableResult
    func run(until condition: () -> Bool, _ place: SourceLocation = #_sourceLocation) -> Bool {
        let held = world.run(until: condition)
        #expect(held, "it did not happen within 10 s", sourceLocation: place)
        return held
    }

    func settle() { world.settle() }

    /// Sends from near to far, which is paused, until nothing leaves any more. Returns what was sent.
    func stuff(count: Int, _ place: SourceLocation = #_sourceLocation) -> [Sample] {
        var sent: [Sample] = []
        for _ in 0..<10_000 {
            let drains = near.drains
            var flow = Flow.open
            world.turn {
                while flow == .open {
                    sent.append(sample(sent.count, count: count))
                    flow = near.send(copying: sent[sent.count - 1])
                }
            }
            guard flow == .congested else { break }
            guard world.run(for: world.traits.stall, until: { near.drains > drains }) else { return sent }
        }
        Issue.record("a paused reader does not congest its writer", sourceLocation: place)
        return sent
    }

    /// Ends the connection if it has not, and looks whether every promise was kept.
    func finish(_ place: SourceLocation = #_sourceLocation) {
        world.turn { near.close(.lost) }
        world.turn {
            far.resume()
            far.close(.lost)
        }
        run(until: { near.isClosed && far.isClosed }, place)
        settle()
        #expect(near.closes.count == 1, sourceLocation: place)
        #expect(far.closes.count == 1, sourceLocation: place)
        #expect(near.faults == [], sourceLocation: place)
        #expect(far.faults == [], sourceLocation: place)
    }

    /// What the other end hears of a close: the code, or only that the stream ended.
    func heard(_ closes: [Close], _ close: Close) -> Bool {
        closes == [close] || (!world.traits.tellsCloses && closes == [.lost])
    }
}

extension LinkWorld {
    func listen(_ transport: any Transport, at address: Address, accept: @escaping (any Link) -> Void)
        throws(TransportError) -> any Listener
    {
        var outcome: Result<any Listener, TransportError>?
        turn {
            do throws(TransportError) {
                outcome = .success(try transport.listen(address, on: loop, accept: accept))
            } catch {
                outcome = .failure(error)
            }
        }
        guard let outcome else { throw TransportError(.other, "listen", address.description, "the turn did not run") }
        return try outcome.get()
    }

    func dial(
        _ transport: any Transport, _ address: Address,
        done: @escaping (Result<any Link, TransportError>) -> Void
    ) {
        turn { transport.dial(address, on: loop, done: done) }
    }
}
