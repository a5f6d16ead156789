internal import LifelineCore
internal import Testing

extension LinkCheck {
    static let listening = [
        LinkCheck("dialling nobody fails once, later, and in words") { try nobody($0) },
        LinkCheck("an address is listened at once") { try taken($0) },
        LinkCheck("a closed listener accepts no more, and its links live on") { try closed($0) },
        LinkCheck("an address of another scheme is refused in words") { try scheme($0) },
    ]

    private static func nobody(_ world: any LinkWorld) throws {
        var errors: [TransportError] = []
        var dialling = false
        world.turn {
            dialling = true
            world.transport(LinkLimits()).dial(world.address(), on: world.loop) { result in
                #expect(!dialling, "done was called from inside dial")
                if case .failure(let error) = result { errors.append(error) }
            }
            dialling = false
        }
        #expect(world.run { !errors.isEmpty })
        world.settle()
        #expect(errors.count == 1)
        let error = try #require(errors.first)
        #expect([.refused, .notFound].contains(error.reason))
        #expect(error.operation == "connect" && !error.address.isEmpty && !error.detail.isEmpty)
    }

    private static func taken(_ world: any LinkWorld) throws {
        let transport = world.transport(LinkLimits())
        let listener = try world.listen(transport, at: world.address()) { $0.close(.normal) }
        let error = #expect(throws: TransportError.self) {
            try world.listen(transport, at: listener.address) { _ in }
        }
        #expect(error?.reason == .addressInUse)
        #expect(error?.detail.isEmpty == false)
        world.turn { listener.close() }
        world.settle()
        let next = try world.listen(transport, at: listener.address) { $0.close(.normal) }
        world.turn { listener.close() }  // Again: it must not close its successor.
        var errors: [TransportError] = []
        var links: [any Link] = []
        world.dial(transport, next.address) { result in
            switch result {
            case .success(let link): links.append(link)
            case .failure(let error): errors.append(error)
            }
        }
        #expect(world.run { links.count + errors.count == 1 })
        #expect(links.count == 1, "\(errors)")
        world.turn {
            next.close()
            for link in links { link.close(.lost) }
        }
        world.settle()
    }

    private static func closed(_ world: any LinkWorld) throws {
        let pair = try Pair(world)  // Its listener has closed.
        let transport = world.transport(LinkLimits())
        let listener = try world.listen(transport, at: world.address()) { _ in Issue.record("accepted after close") }
        world.turn {
            listener.close()
            listener.close()
        }
        var failures = 0
        world.dial(transport, listener.address) { if case .failure = $0 { failures += 1 } }
        #expect(world.run { failures == 1 })
        pair.turn { pair.near.send(copying: pair.sample(0)) }
        pair.run(until: { pair.far.records == [pair.sample(0)] })
        pair.finish()
    }

    private static func scheme(_ world: any LinkWorld) throws {
        let address = Address(scheme: "nonsense", rest: "here")
        let transport = world.transport(LinkLimits())
        let error = #expect(throws: TransportError.self) { try world.listen(transport, at: address) { _ in } }
        #expect(error?.reason == .badAddress)
        #expect(error?.detail.isEmpty == false)
        var errors: [TransportError] = []
        world.dial(transport, address) { if case .failure(let error) = $0 { errors.append(error) } }
        #expect(world.run { errors.count == 1 })
        #expect(errors.first?.reason == .badAddress)
    }
}
