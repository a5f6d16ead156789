public import LifelineCore
public import LifelineSession
public import LifelineUV

extension Line {
    /// A line to `address`, by the equipment's transport of that scheme, for who wants to hear it from its first record
    /// on, or to have many on one loop. Confined to `loop`; dials once it is started.
    public convenience init(
        to address: Address, on loop: EventLoop, _ equipment: Equipment,
        _ options: ClientSession.Options = ClientSession.Options()
    ) throws(TransportError) {
        let dial = try equipment.dialling(address, options)
        self.init(on: loop, equipment.repertoire, .system, options, dial: dial(loop))
    }
}

extension Equipment {
    /// How a client with these options dials, once its loop is known.
    package func dialling(
        _ address: Address, _ options: ClientSession.Options
    ) throws(TransportError) -> @Sendable (EventLoop) -> Line.Dial {
        let driver = try transport(address)
        var wish = TransportWish()
        wish.bearer = options.token
        if options.codec == .energy { wish.subprotocols.reverse() }
        return { [wish] loop in
            let transport = driver.make(wish)
            return { done in transport.dial(address, on: loop, done: done) }
        }
    }
}
