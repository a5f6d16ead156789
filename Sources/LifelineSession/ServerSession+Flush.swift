public import LifelineCore

extension ServerSession {
    /// What this client is owed now, as one record's worth of parcels: event and stream channels in turn, then state.
    ///
    /// State that found no room goes first the next time, so that a flood of events cannot starve it.
    ///
    /// Nothing while the window is full or the link is congested: what waits, waits where it can still be replaced. The
    /// caller sends a non-empty plan as one data record and then calls `sent`. Returns true if the record was full, so that
    /// there may be more for another.
    @inlinable public mutating func flush<P>(
        _ logs: ChannelLogs<P>, at now: Instant, isCongested: Bool,
        snapshotParts: (ChannelHandle, UInt64) -> Int, into plan: inout [Parcel], _ effects: inout [ServerEffect]
    ) -> Bool {
        flush(
            { logs.index(of: $0) }, at: now, isCongested: isCongested, snapshotParts: snapshotParts, into: &plan,
            &effects)
    }

    /// The same from what the channels' logs consist of.
    @usableFromInline mutating func flush(
        _ index: (ChannelHandle) -> LogIndex?, at now: Instant, isCongested: Bool,
        snapshotParts: (ChannelHandle, UInt64) -> Int, into plan: inout [Parcel], _ effects: inout [ServerEffect]
    ) -> Bool {
        guard phase == .open else { return false }
        if !subscriptions.isEmpty, isCongested || window.isFull {
            hold(index, at: now, &effects)
            return false
        }
        var room = limits.recordBytes
        if !subscriptions.isEmpty { turn = (turn &+ 1) % subscriptions.count }
        for isStateTurn in stateIsStarved ? [true, false] : [false, true] {
            if isStateTurn { stateIsStarved = room <= 0 }
            for step in 0..<subscriptions.count where room > 0 {
                let place = (turn + step) % subscriptions.count
                guard (subscriptions[place].delivery == .state) == isStateTurn,
                    let log = index(subscriptions[place].channel)
                else { continue }
                subscriptions[place].flush(
                    log, at: now, room: &room, limits: limits, takesDeltas: takesDeltas, snapshotParts: snapshotParts,
                    into: &plan)
                noteLag(place, now, &effects)
            }
        }
        if room > 0 { keepsUp(at: now, &effects) }
        return room <= 0 && !plan.isEmpty
    }

    /// Nothing may go. What there is waits, and the client for whom it waits too long is slow.
    private mutating func hold(
        _ index: (ChannelHandle) -> LogIndex?, at now: Instant, _ effects: inout [ServerEffect]
    ) {
        var isOwed = false
        for place in subscriptions.indices {
            guard let log = index(subscriptions[place].channel) else { continue }
            subscriptions[place].held(by: log)
            isOwed = isOwed || subscriptions[place].isOwed(by: log)
        }
        guard isOwed else { return keepsUp(at: now, &effects) }
        let counts = delivery
        if let news = slowness.waits(at: now, counts, limits) { effects.append(.slow(news)) }
    }

    mutating func keepsUp(at now: Instant, _ effects: inout [ServerEffect]) {
        guard slowness.waitingSince != nil else { return }
        let counts = delivery
        if let news = slowness.isOver(at: now, counts) { effects.append(.slow(news)) }
    }

    /// The plan has left as one record.
    public mutating func sent() { window.send() }

    private mutating func noteLag(_ index: Int, _ now: Instant, _ effects: inout [ServerEffect]) {
        guard let news = subscriptions[index].lag(at: now), let name = names[subscriptions[index].channel] else {
            return
        }
        var lag = Lag()
        lag.name = name
        lag.conflated = UInt32(clamping: news.conflated)
        lag.joined = UInt32(clamping: news.joined)
        lag.dropped = UInt32(clamping: news.dropped)
        send(lag, &effects)
    }
}
