public import LifelineCore
internal import LifelineSession

/// What a server sends.
extension Line: RecordHandler {
    public func bad(_ error: CodecError) {
        sawUnreadable = true
        switch error.reason {
        case .unknownKind, .unknownChannel: counters.unknown &+= 1
        default: counters.unreadable &+= 1
        }
    }

    public func message(_ envelope: inout Envelope, _ payload: Payload) throws(CodecError) {
        guard let driver = repertoire.messages[envelope.kind] else {
            if envelope.channel != .system { sawData = true }
            counters.unknown &+= 1
            return try payload.skip(&envelope)
        }
        if envelope.channel == .system { return try control(&envelope, payload, driver) }
        sawData = true
        if driver.kind == StateSnapshot.kind { return try snapshot(&envelope, payload, driver) }
        try data(&envelope, payload, driver)
    }

    private func control(
        _ envelope: inout Envelope, _ payload: Payload, _ driver: MessageDriver
    ) throws(CodecError) {
        let message = try payload.read(&envelope, driver)
        let (envelope, now) = (envelope, loop.now)
        switch message {
        case let message as Welcome:
            change { $0.welcome(message, at: now, &$1) }
            noticed?(message)
        case let message as Subscribed: change { $0.subscribed(message, &$1) }
        case let message as Unsubscribed:
            change { session, _ in session.unsubscribed(message) }
            noticed?(message)
        case let message as Heartbeat:
            let wall = surroundings.wall()
            change { $0.heartbeat(message, envelope, wall: wall, &$1) }
        case let message as ErrorEvent:
            if message.fatal { trouble = "\(message.name): \(message.message)" }
            noticed?(message)
        case let message as Reply:
            if envelope.flags.contains(.answer) { change { $0.reply(message, envelope.reference, &$1) } }
        case let message as Goodbye:
            note(Line.reason(of: Close(message.code)), "\(message.code) \(message.message)")
            noticed?(message)
            change { $0.goodbye(message, &$1) }
        default: noticed?(message)
        }
    }

    private func data(
        _ envelope: inout Envelope, _ payload: Payload, _ driver: MessageDriver
    ) throws(CodecError) {
        let port = ports[PortKey(channel: envelope.channel, kind: envelope.kind)]
        // What nobody hears is not read, but a joined message says in its payload what it covers.
        let isStream = session.channels[envelope.channel]?.delivery == .stream
        let from: UInt64?
        if let port {
            from = try port.read(&envelope, payload, driver)
        } else if isStream {
            from = try payload.read(&envelope, driver).joinedFrom
        } else {
            try payload.skip(&envelope)
            from = nil
        }
        // No `change`: the record's end looks after the clock.
        var effects: [ClientEffect] = []
        let arrival = session.arrived(envelope, from: from, isWhole: port?.isWhole ?? true, &effects)
        perform(effects)
        switch arrival {
        case .apply:
            counters.messages &+= 1
            origin = envelope.flags.contains(.replay) ? .replay : .live
            port?.deliver(envelope)
        case .duplicate: counters.duplicates &+= 1
        case .desync: counters.desyncs &+= 1
        case .waiting: break
        }
    }

    /// Parts are kept until the last has come, and then applied together.
    private func snapshot(
        _ envelope: inout Envelope, _ payload: Payload, _ driver: MessageDriver
    ) throws(CodecError) {
        var snapshot = StateSnapshot()
        try payload.read(&snapshot, &envelope, driver)
        let channel = envelope.channel
        var arrival = ChannelTracker.SnapshotArrival.stale
        let (part, complete) = (snapshot, envelope)
        change { session, _ in arrival = session.arrived(part, complete) }
        guard arrival != .stale else {
            gathering[channel] = nil
            return
        }
        if snapshot.part == 0 { gathering[channel] = [] }
        gathering[channel, default: []] += snapshot.items
        guard gathering[channel, default: []].count <= Line.snapshotItemsMax else {
            gathering[channel] = nil
            return closeLink(.protocolError)
        }
        guard arrival == .complete, let items = gathering.removeValue(forKey: channel) else { return }
        counters.snapshots &+= 1
        for (key, port) in ports where key.channel == channel { port.forget() }
        snapshotArrived?(channel)
        recalling {
            for item in items { ports[PortKey(channel: channel, kind: item.envelope.kind)]?.deliver(item: item) }
        }
    }
}
