package import LifelineCore

/// What the hubs of one server do together. A hub without others is home.
extension Hub {
    /// One for each of these loops, the first of them home. `surroundings` are asked on all of them.
    package static func several(
        on loops: [any ReachableLoop], _ repertoire: Repertoire, _ authenticator: any Authenticator,
        _ surroundings: Surroundings, _ options: HubOptions
    ) -> [Hub] {
        let relay = loops.count == 1 ? nil : Relay(loops, repertoire, surroundings, options)
        return loops.indices.map { number in
            Hub(
                on: loops[number], repertoire, authenticator, surroundings, options.divided(by: loops.count),
                number: number, of: relay)
        }
    }

    var isHome: Bool { number == Relay.home }

    /// Runs `body` with the hub that publishes and has the handlers: at once if that is this one.
    func atHome(_ body: @escaping @Sendable (Hub) -> Void) {
        guard let relay, !isHome else { return body(self) }
        relay.post(to: Relay.home, body)
    }

    /// Runs `body` with a connection, if it still lives: at once if it is one of this hub's.
    func at(_ seat: Seat, _ body: @escaping @Sendable (Connection) -> Void) {
        guard seat.hub == number else { return relay?.post(to: seat.hub) { $0.at(seat, body) } ?? () }
        if let connection = connection(seat) { body(connection) }
    }

    /// Runs `body` here, and with those that follow.
    func everywhere(_ body: @escaping @Sendable (Hub) -> Void) {
        body(self)
        if isHome { relay?.postToFollowers(body) }
    }

    /// What happens at any of the hubs is heard at home.
    func watch(_ body: @escaping @Sendable (any HubWatcher) -> Void) {
        atHome { home in for entry in home.watchers { entry.watcher.map(body) } }
    }

    // MARK: From home

    /// Before anybody is sent anything of this tick.
    func spreadNews(through relay: Relay) {
        guard !fresh.isEmpty else { return }
        var news = News()
        swap(&news, &fresh)
        for (handle, shelf) in shelves {
            guard let standing = shelf.standing, news.publications.contains(where: { $0.envelope.channel == handle })
            else { continue }
            news.standing[handle] = standing()
        }
        relay.spread(news) {
            Standing(
                logs: logs, texts: shelves.mapValues(\.texts),
                events: shelves.compactMapValues { shelf in shelf.standing.map { $0() } })
        }
    }

    /// Takes what home has published. Comes by itself, and is asked for before a client says what it has seen.
    func catchUp() {
        guard let relay, !isHome else { return }
        let backlog = relay.takeBacklog(of: number)
        if let standing = backlog.standing { take(standing) }
        for news in backlog.news {
            for publication in news.publications { append(publication) }
            stand(news.standing)
        }
    }

    /// Goes on from where home stood; who is owed what the logs no longer hold gets a snapshot, as everywhere.
    private func take(_ standing: Standing) {
        logs = standing.logs
        for (handle, texts) in standing.texts { shelves[handle]?.texts = texts }
        stand(standing.events)
        counts.backlogsReplaced &+= 1
        needTick()
    }

    private func stand(_ events: [ChannelHandle: [any Message]]) {
        for (handle, messages) in events { shelves[handle]?.standing = { messages } }
    }

    // MARK: To home

    /// Publishes what a client has brought.
    func publish(_ offering: Offering) {
        guard isHome else {
            offerings.append(offering)
            return needTurnEnd()
        }
        counts.publishedFromOutside &+= 1
        let envelope = offering.envelope
        publish(
            offering.message, offering.driver, bytes: offering.bytes, on: envelope.channel, at: envelope.time,
            frame: envelope.frame == 0 ? frame : envelope.frame)
    }

    /// Once a turn. A client is not read on until home has what it brought: so no more is on its way than one turn's
    /// reading of each.
    func bringOfferings(through relay: Relay) {
        guard !offerings.isEmpty else { return }
        var brought: [Offering] = []
        swap(&brought, &offerings)
        let seats = Set(brought.map(\.seat))
        for seat in seats { connection(seat)?.link.pause() }
        relay.post(to: Relay.home) { [brought, number] home in
            for offering in brought { home.publish(offering) }
            relay.post(to: number) { hub in for seat in seats { hub.connection(seat)?.link.resume() } }
        }
    }
}
