internal import EnergyProfile
internal import Lifeline
internal import LifelineCore
internal import LifelineSession
internal import LifelineSimulation

/// What a client hears, checked as it comes.
extension Guest {
    /// Items of a snapshot that has come: all of them come in one turn, and nothing says which is the last.
    struct Gathering {
        let epoch: UInt32
        let cut: UInt64
        var items: [Datum] = []

        /// Stretches of one text are one piece.
        mutating func add(_ item: Datum) {
            if case .piece(let more, let at, let isFinal) = item.content,
                let index = items.firstIndex(where: { $0.slot == item.slot }),
                case .piece(let text, let start, _) = items[index].content, start + text.count == at
            {
                items[index].content = .piece(text + more, at: start, isFinal: isFinal)
                return
            }
            items.append(item)
        }
    }

    func granted(_ grant: Grant) {
        finish(grant.name)
        let known = knowledge[grant.name] ?? Knowledge(grant.name, grant.delivery)
        knowledge[grant.name] = known
        let isExact = isBeingWelcomed && !wandered.contains(grant.name)
        var origin = grant.seq
        if isHeld.contains(grant.name), let epoch = known.epoch {
            if epoch != grant.epoch {
                judge.expect(!grant.recovered, "\(who) \(grant.name): resumed from another epoch")
            } else {
                // What the server still has: all that a log of its size keeps.
                let oldest = grant.seq >= HubWorld.entriesMax ? grant.seq - HubWorld.entriesMax + 1 : 1
                let isThere = known.seq + 1 >= oldest && known.seq <= grant.seq
                let isResumable = grant.delivery != .state && isThere
                let place = "\(who) \(grant.name): asked from \(known.seq), the head is \(grant.seq)"
                // What was under way when it asked in mid-connection has come since.
                judge.expect(
                    grant.recovered == isResumable || !isExact, "\(place), recovered: \(grant.recovered)")
                if !isThere, grant.delivery != .state { judge.saw(.resumeRefused) }
            }
            if grant.recovered { origin = known.seq }
        } else {
            judge.expect(!grant.recovered || !isExact, "\(who) \(grant.name): resumed without a position")
        }
        if !grant.recovered { isHeld.remove(grant.name) }
        var account = Account(epoch: grant.epoch, origin: origin, isRecovered: grant.recovered)
        account.isExact = isExact
        accounts[grant.name] = account
    }

    func lagged(_ lag: Lag) {
        guard let account = accounts[lag.name] else { return }
        accounts[lag.name]?.add(lag)
        if lag.conflated > 0 { judge.saw(.conflated) }
        if lag.joined > 0 { judge.saw(.joined) }
        guard lag.dropped > 0, account.isLive, lag.name != Energy.name else { return }
        judge.saw(.queueFull)
    }

    func snapshot(_ channel: ChannelHandle) {
        guard let name = name(channel), let position = line.session.channels[channel]?.position else { return }
        finish(name)
        if accounts[name]?.isLive == true, name == Experience.name { judge.saw(.snapshotMidStream) }
        accounts[name]?.snapshots += 1
        isHeld.insert(name)
        gathering[name] = Gathering(epoch: position.epoch, cut: position.seq)
        loop.atTurnEnd(self)
    }

    func turnEnded() {
        for name in Array(gathering.keys) { finish(name) }
    }

    private func finish(_ name: ChannelName) {
        guard let gathered = gathering.removeValue(forKey: name) else { return }
        knowledge[name]?.replace(gathered.items, epoch: gathered.epoch, cut: gathered.cut, judge, who)
    }

    func arrived(
        _ name: ChannelName, _ envelope: Envelope, _ slot: UInt32, from: UInt64? = nil, _ content: Content
    ) {
        let datum = Datum(envelope: envelope, slot: slot, from: from, content: content)
        if let gathered = gathering[name] {
            guard envelope.seq > gathered.cut else {
                gathering[name]?.add(datum)
                return
            }
            finish(name)
        }
        accounts[name]?.delivered += 1
        if envelope.flags.contains(.replay) { judge.saw(.replayed) }
        let epoch = line.session.channels[envelope.channel]?.position.epoch ?? 0
        knowledge[name]?.apply(datum, epoch: epoch, judge, who)
        if world.plant == .takesTwice, world.random.chance(0.001) {
            knowledge[name]?.apply(datum, epoch: epoch, judge, who)
        }
    }

    private func name(_ channel: ChannelHandle) -> ChannelName? {
        switch channel {
        case Energy.handle: Energy.name
        case Experience.handle: Experience.name
        case Council.handle: Council.name
        default: nil
        }
    }

    // MARK: What must hold at any time

    func check() {
        let counters = line.counters
        judge.expect(
            counters.desyncs == 0 && counters.unknown == 0 && counters.unreadable == 0,
            "\(who): lost its place, or cannot read: \(counters)")
        guard let quietSince, quietSince.duration(to: loop.now) > .seconds(4) else { return }
        for (handle, tracker) in line.session.channels where tracker.resumable != nil {
            guard let name = name(handle), let epoch = world.epoch(of: name) else { continue }
            let patience: Duration = name == Energy.name ? HubWorld.staleMax : .seconds(2)
            knowledge[name]?.checkFresh(since: loop.now.advanced(by: .zero - patience), epoch: epoch, judge, who)
        }
    }

    /// After a calm in which nothing was published for a while.
    func checkAllThere() {
        judge.expect(state == .open, "\(who) has not come back: \(state)")
        judge.expect(openRequests == 0, "\(who) still waits for \(openRequests) answers")
        let taken = judge.taken(of: connection)
        judge.expect(taken == published, "\(who) published \(published) messages, \(taken) were taken")
        for name in Guest.channels {
            guard let knowledge = knowledge[name], let epoch = world.epoch(of: name) else {
                judge.expect(false, "\(who) never heard \(name)")
                continue
            }
            knowledge.checkFresh(since: loop.now, epoch: epoch, judge, who)
            guard let position = line.session.position(of: name) else { continue }
            accounts[name]?.check(position, judge, "\(who) \(name)")
        }
    }
}
