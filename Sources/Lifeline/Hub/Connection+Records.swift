internal import LifelineCore
internal import LifelineSession

/// What a client sends.
extension Connection: RecordHandler {
    func bad(_ error: CodecError) {
        note(ProtocolFault(code: error.code) ?? .badMessage) { $0.bad(error, at: $1, &$2) }
    }

    private func bad(_ fault: ProtocolFault, _ message: Phrase) {
        note(fault) { $0.bad(fault, message, at: $1, &$2) }
    }

    private func note(_ fault: ProtocolFault, _ tell: (inout ServerSession, Instant, inout [ServerEffect]) -> Void) {
        guard session.phase != .closed else { return }
        hub.counts.badMessages &+= 1
        hub.watch { [guest] in $0.faulted(guest, fault) }
        change { tell(&$0, hub.loop.now, &$1) }
        // Whose transport has words for more than hello gets one record to say it in.
        if session.phase == .awaitingHello, !mayBeBare { close(.protocolError) }
    }

    func message(_ envelope: inout Envelope, _ payload: Payload) throws(CodecError) {
        guard session.phase != .closed else { return try payload.skip(&envelope) }
        guard let driver = hub.repertoire.messages[envelope.kind] else {
            try payload.skip(&envelope)
            return bad(.unknownType, "no message type has the number \(envelope.kind)")
        }
        if session.phase == .awaitingHello, driver.kind != Hello.kind {
            guard mayBeBare else {
                try payload.skip(&envelope)
                return refuse(.badMessage, "the first message is hello", .protocolError)
            }
            // It speaks first, so it is no listener: it gets answers, and no channel it did not ask for.
            speakAsHeard()
            welcomeBare([])
            guard session.phase == .open else { return try payload.skip(&envelope) }
        }
        if envelope.channel == .system {
            try control(&envelope, payload, driver)
        } else {
            try publication(&envelope, payload, driver)
        }
    }

    // MARK: Control

    private func control(
        _ envelope: inout Envelope, _ payload: Payload, _ driver: MessageDriver
    ) throws(CodecError) {
        let now = hub.loop.now
        switch try payload.read(&envelope, driver) {
        case let message as Hello: hello(message)
        case let message as Heartbeat:
            let (envelope, wall) = (envelope, hub.surroundings.wall())
            change { $0.heartbeat(message, envelope, wall: wall, at: now, &$1) }
        case let message as Ack:
            let wasFull = session.window.isFull
            change { $0.ack(message, at: now, &$1) }
            // With room all along, nothing waited for it.
            if wasFull { hub.needFlush(self) }
        case let message as Subscribe:
            guard let identity else { return }
            hub.catchUp()
            change { $0.subscribe(message, at: now, HubDesk(hub: hub, identity: identity), &$1) }
        case let message as Unsubscribe: change { $0.unsubscribe(message, at: now, &$1) }
        case let message as Resync:
            change { $0.resync(message, at: now, &$1) }
            hub.needFlush(self)
        case let message as SetCodec: change { $0.setCodec(message, &$1) }
        case let message as Request:
            let envelope = envelope
            change { $0.request(message, envelope, at: now, &$1) }
        case let message as Auth: renew(message, envelope.reference)
        case let message as Goodbye:
            mayComeBack = Close(message.code).mayResume
            session.linkClosed()
            link.close(Close(message.code))
        case is ErrorEvent: break
        default: bad(.badMessage, "\(driver.kind) is not what a client sends on the system channel")
        }
    }

    private func hello(_ hello: Hello) {
        guard session.phase == .awaitingHello else {
            return bad(.badMessage, "hello comes once, and first")
        }
        guard let identity = admit(hello) else { return }
        if hello.codec == nil { speakAsHeard() }
        let (name, resumed) = take(hello.session, identity)
        hub.catchUp()
        let now = hub.loop.now
        let desk = HubDesk(hub: hub, identity: identity)
        change {
            $0.hello(
                hello, session: name, resumed: resumed, server: hub.options.server, recordMax: hub.recordMax, at: now,
                desk, &$1)
        }
        if hello.codec == nil { speakAsHeard() }
        if let startup = hub.startup { send(startup) }
        if session.phase == .open { hub.watch { [guest] in $0.joined(guest) } }
    }

    func welcomeBare(_ channels: [ChannelName]?) {
        guard let identity = admit(nil) else { return }
        let (name, _) = take(nil, identity)
        mayComeBack = false
        change {
            $0.welcomeBare(
                channels: channels, session: name, server: hub.options.server, recordMax: hub.recordMax,
                at: hub.loop.now, HubDesk(hub: hub, identity: identity), &$1)
        }
        speakAsHeard()
        if let startup = hub.startup { send(startup) }
        if session.phase == .open { hub.watch { [guest] in $0.joined(guest) } }
    }

    /// Nil if it may not come in: then it has been told so, and the link closes.
    private func admit(_ hello: Hello?) -> Identity? {
        do {
            let identity = try hub.authenticator.identity(greeting, peer, hello)
            greeting = Greeting()
            self.identity = identity
            return identity
        } catch {
            hub.counts.unauthorized &+= 1
            refuse(error, "show the token that the server printed when it started", .unauthorized)
            return nil
        }
    }

    private func take(_ wanted: Name?, _ identity: Identity) -> (Name, resumed: Bool) {
        if let wanted, case .resumed(let former) = hub.roll.claim(wanted, identity, by: seat, at: hub.loop.now) {
            sessionName = wanted
            hub.counts.sessionsResumed &+= 1
            if let former {
                hub.counts.sessionsSuperseded &+= 1
                hub.at(former) { $0.supersede() }
            }
            return (wanted, true)
        }
        let name = hub.newSessionName()
        hub.roll.enter(name, identity, seat)
        sessionName = name
        return (name, false)
    }

    private func renew(_ message: Auth, _ reference: UInt32) {
        guard reference != 0 else { return bad(.badMessage, "auth needs an id") }
        var hello = Hello()
        hello.auth = message.token
        var reply = Reply()
        do {
            let renewed = try hub.authenticator.identity(greeting, peer, hello)
            if renewed != identity { reply.error = ProtocolFault.forbidden.failure("this token is somebody else's") }
        } catch {
            reply.error = error.failure("this token is not valid")
        }
        send(reply, reference, isAnswer: true)
    }

    // MARK: Publishing from outside

    private func publication(
        _ envelope: inout Envelope, _ payload: Payload, _ driver: MessageDriver
    ) throws(CodecError) {
        guard let shelf = hub.shelves[envelope.channel], let identity,
            let offer = HubDesk(hub: hub, identity: identity).offer(shelf.entry.name)
        else {
            try payload.skip(&envelope)
            return bad(.unknownChannel, "no channel has the handle \(envelope.channel.rawValue)")
        }
        guard hub.isPublishable(driver.kind) else {
            try payload.skip(&envelope)
            return bad(.badMessage, "\(driver.kind) is not what a client publishes")
        }
        let message = try payload.read(&envelope, driver)
        let complete = envelope
        var isAllowed = false
        change { session, effects in
            isAllowed = session.mayPublish(
                complete, on: offer, carryingText: driver.bearsText, at: hub.loop.now, &effects)
        }
        guard isAllowed else { return hub.counts.badMessages &+= 1 }
        guard !driver.bearsText || shelf.entry.takesText else {
            return bad(.textNotAllowed, "\(shelf.entry.name) takes no text")
        }
        do {
            let bytes = try hub.weigh(message, driver)
            hub.publish(Offering(seat: seat, message: message, driver: driver, bytes: bytes, envelope: complete))
        } catch {
            bad(
                error, "larger than \(hub.options.messageBytesMax) bytes as JSON, or a number that JSON has no word for"
            )
        }
    }
}
