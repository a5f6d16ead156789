public import LifelineCore

/// One subscriber's place in one channel, and what it is owed from there.
///
/// Invariant: everything from `origin` to `position` was delivered, conflated, joined, or dropped and covered by a
/// snapshot. So published = delivered + conflated + joined + dropped at any time.
public struct Subscription: Sendable {
    /// The channel it is a place in.
    public let channel: ChannelHandle
    /// What the channel promises a slow reader.
    public let delivery: Delivery
    /// Everything up to here is settled.
    public private(set) var position: UInt64
    /// Where the counting began: `counts.total == position &- origin`.
    public private(set) var origin: UInt64
    private var epoch: UInt32
    /// What became of the channel's messages since the counting began.
    public private(set) var counts = DeliveryCounts()
    private var reported = DeliveryCounts()
    private var lagReportable: Instant?
    /// When the notice may go that came too soon after the last.
    private var noticeDue: Instant?

    /// Messages up to here are old ones, sent again.
    private var replayThrough: UInt64
    private var snapshot: SnapshotState
    /// The last message this subscriber was sent in full or as delta: the base of the next delta.
    private var lastSent: UInt64 = 0
    /// It could not be served when there was something for it: pieces that wait may be joined.
    private var isBehind = false
    private let stateInterval: Duration?
    private var stateAllowed: Instant?
    /// When the newest may go that its rate holds back.
    private var stateDue: Instant?

    /// A state goes whole at least as often as every so many of them.
    static let wholeEvery: UInt64 = 60

    enum SnapshotState: Sendable, Hashable {
        case none
        case owed
        case sending(cut: UInt64, part: Int)
    }

    /// Live from `head` on, after a snapshot.
    public init(_ channel: ChannelHandle, _ delivery: Delivery, epoch: UInt32, head: UInt64, maxRate: Float? = nil) {
        self.channel = channel
        self.delivery = delivery
        self.epoch = epoch
        position = head
        origin = head
        replayThrough = 0
        snapshot = .owed
        // A wish from the wire: whatever it is, a number that a duration can hold.
        stateInterval = maxRate.flatMap { $0 > 0 ? .seconds(1 / Double(min(max($0, 0.001), 1000))) : nil }
    }

    /// Everything after `since` again, up to `head`, then live.
    public init(
        _ channel: ChannelHandle, _ delivery: Delivery, epoch: UInt32, resumingAfter since: UInt64,
        head: UInt64, maxRate: Float? = nil
    ) {
        self.init(channel, delivery, epoch: epoch, head: head, maxRate: maxRate)
        position = since
        origin = since
        replayThrough = head
        snapshot = .none
    }

    /// The client lost its place.
    public mutating func resync() { snapshot = .owed }

    /// A snapshot is to be sent, or only some of its parts have been; live messages wait for it.
    public var isOwedSnapshot: Bool { snapshot != .none }

    /// When the next flush has something to say although nothing new is there; nil if nothing waits for the time.
    public var waitsUntil: Instant? { Instant.earliest(stateDue, noticeDue) }

    /// The next flush decides anew; until then nobody is woken for it.
    mutating func stopWaiting() { (stateDue, noticeDue) = (nil, nil) }

    /// Something is there for this subscriber.
    func isOwed(by log: LogIndex) -> Bool { position < log.head || snapshot != .none }

    /// Something may be there for this subscriber, but it cannot be sent at the moment.
    public mutating func held(by log: LogIndex) {
        if isOwed(by: log) { isBehind = true }
    }

    /// Appends what this subscriber is owed, as far as `room` bytes go; takes the bytes out of `room`.
    ///
    /// `takesDeltas` says that the client can put a state together from what changed; `snapshotParts` how many parts the channel's snapshot has as of now; the shell keeps it until the last was
    /// asked for.
    public mutating func flush(
        _ log: LogIndex, at now: Instant, room: inout Int, limits: SessionLimits, takesDeltas: Bool,
        snapshotParts: (ChannelHandle, UInt64) -> Int, into plan: inout [Parcel]
    ) {
        followEpoch(log)
        overflow(log, limits)
        guard sendSnapshot(log, &room, limits, snapshotParts, &plan) else { return }
        switch delivery {
        case .state: flushState(log, now, takesDeltas, &room, &plan)
        case .stream where isBehind: flushJoined(log, &room, &plan)
        case .stream, .event, .control: flushInOrder(log, &room, &plan)
        }
        isBehind = position < log.head
    }

    /// The channel began anew: no place in the old epoch means anything in the new one.
    private mutating func followEpoch(_ log: LogIndex) {
        guard log.epoch != epoch else { return }
        epoch = log.epoch
        position = 0
        origin = 0 &- counts.total
        snapshot = .owed
    }

    /// What the log no longer holds, or what has grown beyond the queue's bound, is given up for a snapshot.
    private mutating func overflow(_ log: LogIndex, _ limits: SessionLimits) {
        guard delivery != .state, snapshot == .none, position < log.head else { return }
        // What is replayed was promised, and no queue: only the log bounds it.
        let isQueue = position >= replayThrough
        if !log.holds(after: position) || isQueue && log.bytes(after: position) > limits.queueBytesMax {
            snapshot = .owed
        }
    }

    /// True once no snapshot stands before the live messages.
    private mutating func sendSnapshot(
        _ log: LogIndex, _ room: inout Int, _ limits: SessionLimits,
        _ parts: (ChannelHandle, UInt64) -> Int, _ plan: inout [Parcel]
    ) -> Bool {
        if case .owed = snapshot {
            // Cut here: what was pending is covered by the snapshot, what comes later follows it.
            counts.dropped &+= log.head &- min(position, log.head)
            position = log.head
            lastSent = 0
            replayThrough = 0
            snapshot = .sending(cut: log.head, part: 0)
        }
        guard case .sending(let cut, var part) = snapshot else { return true }
        let count = max(parts(channel, cut), 1)
        while part < count {
            guard room > 0 else {
                snapshot = .sending(cut: cut, part: part)
                return false
            }
            plan.append(.snapshot(channel, cut: cut, part: part))
            room &-= limits.snapshotPartBytes
            part += 1
        }
        snapshot = .none
        return true
    }

    private mutating func flushState(
        _ log: LogIndex, _ now: Instant, _ takesDeltas: Bool, _ room: inout Int, _ plan: inout [Parcel]
    ) {
        stateDue = nil
        guard position < log.head else { return }
        if let stateInterval {
            if let stateAllowed, now < stateAllowed {
                stateDue = stateAllowed
                return
            }
            stateAllowed = now.advanced(by: stateInterval)
        }
        var entries: [LogIndex.Entry] = []
        log.newest(after: position, into: &entries)
        for entry in entries {
            guard room > 0 else { return }
            let isDelta =
                takesDeltas && entry.followsItself && lastSent != 0 && entry.seq == lastSent &+ 1
                && entry.seq % Subscription.wholeEvery != 0
            plan.append(isDelta ? .delta(channel, seq: entry.seq) : .message(channel, seq: entry.seq, isReplay: false))
            lastSent = entry.seq
            room &-= entry.bytes
            counts.delivered &+= 1
            counts.conflated &+= entry.seq &- position &- 1
            position = entry.seq
        }
        // What is left was newest once: slots beyond the log's bound.
        counts.conflated &+= log.head &- position
        position = log.head
    }

    private mutating func flushInOrder(_ log: LogIndex, _ room: inout Int, _ plan: inout [Parcel]) {
        while position < log.head, room > 0, let entry = log[position &+ 1] {
            position = entry.seq
            plan.append(.message(channel, seq: entry.seq, isReplay: entry.seq <= replayThrough))
            counts.delivered &+= 1
            room &-= entry.bytes
        }
    }

    /// The pieces of each text that wait become one piece. Each says from which seq on this parcel covers everything.
    private mutating func flushJoined(_ log: LogIndex, _ room: inout Int, _ plan: inout [Parcel]) {
        // Old messages are sent again as they were.
        if position < replayThrough { return flushInOrder(log, &room, &plan) }
        let from = position &+ 1
        var groups: [(kind: UInt16, slot: UInt32, last: UInt64, count: UInt64)] = []
        while position < log.head, room > 0, let entry = log[position &+ 1] {
            position = entry.seq
            room &-= entry.bytes
            if let index = groups.firstIndex(where: { $0.kind == entry.kind && $0.slot == entry.slot }) {
                groups[index].last = entry.seq
                groups[index].count &+= 1
            } else {
                groups.append((entry.kind, entry.slot, entry.seq, 1))
            }
        }
        groups.sort { $0.last < $1.last }
        for group in groups {
            plan.append(.joined(channel, kind: group.kind, slot: group.slot, from: from, through: group.last))
            counts.delivered &+= 1
            counts.joined &+= group.count &- 1
        }
    }

    /// What this subscriber did not get one by one since the last notice; at most one a second.
    public mutating func lag(at now: Instant) -> DeliveryCounts? {
        let news = counts.since(reported)
        guard news.conflated > 0 || news.joined > 0 || news.dropped > 0 else { return nil }
        if let lagReportable, now < lagReportable {
            noticeDue = lagReportable
            return nil
        }
        noticeDue = nil
        lagReportable = now.advanced(by: .seconds(1))
        reported = counts
        return news
    }
}
