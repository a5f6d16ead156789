internal import LifelineCore

/// What one client has been shown of one channel, checked against the truth with each message.
struct Knowledge {
    let channel: ChannelName
    let delivery: Delivery
    private(set) var epoch: UInt32?
    private(set) var seq: UInt64 = 0
    private var pastEpochs: Set<UInt32> = []
    /// By slot: the seq of the newest value, or the length of the text.
    private(set) var values: [UInt32: UInt64] = [:]
    private(set) var lengths: [UInt32: Int] = [:]
    private var sum: UInt64 = 0

    init(_ channel: ChannelName, _ delivery: Delivery) {
        self.channel = channel
        self.delivery = delivery
    }

    /// One message, in order, at most once, without a gap, saying what was published.
    mutating func apply(_ item: Datum, epoch ofTracker: UInt32, _ judge: Judge, _ who: String) {
        let place = "\(who) \(channel) \(ofTracker)/\(item.envelope.seq)"
        judge.tookIn()
        judge.expect(epoch == ofTracker, "\(place): a message before the snapshot of its epoch")
        let seq = item.envelope.seq
        judge.expect(seq > self.seq, "\(place): out of order or twice, after \(self.seq)")
        guard let entry = judge.truth(channel, ofTracker)[seq] else {
            return judge.expect(false, "\(place): never published")
        }
        switch (item.content, entry.content) {
        case (.value(let value), .value(let real)):
            judge.expect(value == real && item.slot == entry.slot, "\(place): another value than was published")
            if item.envelope.flags.contains(.delta) {
                judge.saw(.delta)
                judge.expect(self.seq + 1 == seq, "\(place): a delta on \(self.seq)")
            }
            values[item.slot] = seq
        case (.event(let value), .event):
            sum = Truth.folded(sum, value)
            judge.expect(self.seq + 1 == seq, "\(place): a gap after \(self.seq)")
            judge.expect(sum == judge.truth(channel, ofTracker).sums[Int(seq)], "\(place): not the events that were")
        case (.piece(let text, let at, _), .piece):
            judge.expect((item.from ?? seq) <= self.seq + 1, "\(place): a gap after \(self.seq)")
            judge.expect(lengths[item.slot] ?? 0 == at, "\(place): text from \(at), had \(lengths[item.slot] ?? 0)")
            read(text, at, of: item.slot, through: seq, epoch: ofTracker, judge, place)
        default: judge.expect(false, "\(place): another kind of message than was published")
        }
        self.seq = seq
    }

    private mutating func read(
        _ text: [UInt8], _ at: Int, of slot: UInt32, through seq: UInt64, epoch: UInt32, _ judge: Judge, _ place: String
    ) {
        let isSame = text.indices.allSatisfy { text[$0] == Truth.byte(of: slot, at: at + $0) }
        judge.expect(isSame, "\(place): another text than was published")
        lengths[slot] = at + text.count
        let real = judge.truth(channel, epoch).length(of: slot, through: seq)
        judge.expect(at + text.count == real, "\(place): text \(slot) to \(at + text.count), really \(real)")
    }

    /// The channel as it stood at `cut`.
    mutating func replace(_ items: [Datum], epoch new: UInt32, cut: UInt64, _ judge: Judge, _ who: String) {
        let place = "\(who) \(channel) \(new)/\(cut), snapshot"
        if let epoch, epoch != new {
            judge.saw(.epochChange)
            pastEpochs.insert(epoch)
        }
        judge.expect(!pastEpochs.contains(new), "\(place): an epoch came back")
        judge.expect(epoch != new || cut >= seq, "\(place): older than \(seq)")
        epoch = new
        seq = cut
        values = [:]
        lengths = [:]
        let truth = judge.truth(channel, new)
        judge.expect(cut <= truth.head, "\(place): beyond what was published")
        for item in items {
            switch item.content {
            case .value:
                values[item.slot] = item.envelope.seq
                let real = truth.newest(of: item.slot, through: cut)
                judge.expect(
                    item.envelope.seq == real, "\(place): slot \(item.slot) has \(item.envelope.seq), not \(real)")
            case .piece(let text, let at, _):
                judge.expect(at == 0, "\(place): text \(item.slot) from \(at) only")
                read(text, at, of: item.slot, through: cut, epoch: new, judge, place)
            case .sum(let sum): self.sum = sum
            case .event, .snapshot: judge.expect(false, "\(place): no item of a snapshot")
            }
        }
        switch delivery {
        case .state:
            for slot in truth.slots where truth.newest(of: slot, through: cut) > 0 {
                judge.expect(values[slot] != nil, "\(place): slot \(slot) is missing")
            }
        case .event, .control:
            guard cut < UInt64(truth.sums.count) else { return }
            judge.expect(sum == truth.sums[Int(cut)], "\(place): not the events that were")
        case .stream: break
        }
    }

    /// Everything older than `limit` is known.
    func checkFresh(since limit: Instant, epoch now: UInt32, _ judge: Judge, _ who: String) {
        guard epoch == now else {
            return judge.expect(false, "\(who) \(channel): still in epoch \(epoch ?? 0), not \(now)")
        }
        let truth = judge.truth(channel, now)
        guard delivery == .state else {
            let next = truth[seq + 1]
            return judge.expect(
                next.map { $0.at > limit } ?? true, "\(who) \(channel): at \(seq) of \(truth.head) for too long")
        }
        for slot in truth.slots {
            let newest = truth.newest(of: slot, through: truth.head)
            guard values[slot] != newest, let entry = truth[newest], entry.at <= limit else { continue }
            judge.expect(
                false, "\(who) \(channel): slot \(slot) is at \(values[slot] ?? 0), not \(newest), for too long")
        }
    }
}
