import LifelineCore
import LifelineSession
import LifelineSimulation
import Testing

private let channel = ChannelHandle(rawValue: 9)

@Suite("A subscription")
struct SubscriptionTests {
    let start = Instant(nanoseconds: 0)
    let limits = {
        var limits = SessionLimits()
        limits.queueBytesMax = 50
        limits.snapshotPartBytes = 10
        return limits
    }()

    func log(_ delivery: Delivery, _ count: Int = 0) -> ChannelLog<Int> {
        var log = ChannelLog<Int>(channel, delivery, epoch: 5)
        for _ in 0..<count { _ = log.append(kind: 1, slot: 0, bytes: 10, 0) }
        return log
    }

    func flush(
        _ subscription: inout Subscription, _ log: ChannelLog<Int>, at now: Instant? = nil, room: Int = 1_000,
        parts: Int = 1, takesDeltas: Bool = true
    ) -> [Parcel] {
        var (room, plan) = (room, [Parcel]())
        subscription.flush(
            log.index, at: now ?? start, room: &room, limits: limits, takesDeltas: takesDeltas,
            snapshotParts: { _, _ in parts }, into: &plan)
        #expect(subscription.counts.total == subscription.position &- subscription.origin)
        return plan
    }

    func live(_ log: ChannelLog<Int>, maxRate: Float? = nil) -> Subscription {
        var new = Subscription(channel, log.delivery, epoch: log.epoch, head: log.head, maxRate: maxRate)
        #expect(flush(&new, log) == [.snapshot(channel, cut: log.head, part: 0)])
        return new
    }

    @Test("Begins with a snapshot, then goes on live, in order")
    func begins() {
        var log = log(.event, 3)
        var subscription = live(log)
        #expect(flush(&subscription, log) == [])
        for _ in 0..<2 { _ = log.append(kind: 1, slot: 0, bytes: 10, 0) }
        #expect(flush(&subscription, log) == [4, 5].map { .message(channel, seq: $0, isReplay: false) })
    }

    @Test("Replays what came since, then goes on live")
    func resumes() {
        var log = log(.event, 4)
        var subscription = Subscription(channel, .event, epoch: 5, resumingAfter: 2, head: 4)
        _ = log.append(kind: 1, slot: 0, bytes: 10, 0)
        let plan = flush(&subscription, log)
        #expect(plan == [3, 4, 5].map { .message(channel, seq: $0, isReplay: $0 <= 4) })
    }

    @Test("A replay is a promise: larger than the queue, it still comes")
    func replayIsNoQueue() {
        let log = log(.event, 20)
        var subscription = Subscription(channel, .event, epoch: 5, resumingAfter: 0, head: 20)
        #expect(flush(&subscription, log).count == 20)
        #expect(subscription.counts.dropped == 0)
    }

    @Test("State sends the newest of each slot, in order, and says how many it left out")
    func conflates() {
        var log = log(.state)
        var subscription = live(log)
        for slot: UInt32 in [1, 2, 1, 1, 2] { _ = log.append(kind: 1, slot: slot, bytes: 10, 0) }
        #expect(flush(&subscription, log) == [4, 5].map { .message(channel, seq: $0, isReplay: false) })
        #expect(subscription.counts.conflated == 3)
        #expect(subscription.lag(at: start)?.conflated == 3)
        #expect(subscription.lag(at: start) == nil, "nothing is new")
    }

    @Test("State that finds no room waits, and is replaced while it waits")
    func stateWaits() {
        var log = log(.state)
        var subscription = live(log)
        for slot: UInt32 in [1, 2, 3] { _ = log.append(kind: 1, slot: slot, bytes: 10, 0) }
        #expect(flush(&subscription, log, room: 10) == [.message(channel, seq: 1, isReplay: false)])
        _ = log.append(kind: 1, slot: 2, bytes: 10, 0)
        #expect(
            flush(&subscription, log)
                == [3, 4].map { .message(channel, seq: $0, isReplay: false) })
        #expect(subscription.counts.conflated == 1)
    }

    @Test("A delta only follows what was sent before it, and each sixtieth message is full")
    func deltas() {
        var log = log(.state)
        var subscription = live(log)
        for seq: UInt64 in 1...61 {
            _ = log.append(kind: 1, slot: 1, bytes: 10, 0)
            let isDelta = seq > 1 && seq != 60
            #expect(
                flush(&subscription, log)
                    == [isDelta ? .delta(channel, seq: seq) : .message(channel, seq: seq, isReplay: false)])
        }
        for _ in 0..<2 { _ = log.append(kind: 1, slot: 1, bytes: 10, 0) }
        #expect(flush(&subscription, log) == [.message(channel, seq: 63, isReplay: false)])
    }

    @Test("Who does not put deltas together gets every state whole")
    func noDeltas() {
        var log = log(.state)
        var subscription = live(log)
        for seq: UInt64 in 1...3 {
            _ = log.append(kind: 1, slot: 1, bytes: 10, 0)
            #expect(
                flush(&subscription, log, takesDeltas: false) == [.message(channel, seq: seq, isReplay: false)])
        }
    }

    @Test("State comes no more often than it was asked for, but the newest comes")
    func maxRate() {
        var log = log(.state)
        var subscription = live(log, maxRate: 2)
        func next(_ milliseconds: Int, publish: Bool = true) -> Int {
            if publish { _ = log.append(kind: 1, slot: 1, bytes: 10, 0) }
            return flush(&subscription, log, at: start.advanced(by: .milliseconds(milliseconds))).count
        }
        #expect([next(0), next(100), next(499), next(500, publish: false), next(600)] == [1, 0, 0, 1, 0])
        #expect(subscription.position == 3)
    }

    @Test("Pieces that waited are joined by text, each saying from where")
    func joins() {
        var log = log(.stream)
        var subscription = live(log)
        for slot: UInt32 in [1, 2, 1, 1] { _ = log.append(kind: 1, slot: slot, bytes: 10, 0) }
        subscription.held(by: log.index)
        #expect(
            flush(&subscription, log) == [
                .joined(channel, kind: 1, slot: 2, from: 1, through: 2),
                .joined(channel, kind: 1, slot: 1, from: 1, through: 4),
            ])
        #expect(subscription.counts.joined == 2 && subscription.counts.delivered == 2)
        _ = log.append(kind: 1, slot: 1, bytes: 10, 0)
        #expect(flush(&subscription, log) == [.message(channel, seq: 5, isReplay: false)], "who keeps up gets each")
    }

    @Test("A queue just within its bound is sent, one byte over gives a snapshot and says lag")
    func overflow() {
        for isOver in [false, true] {
            var log = log(.event)
            var subscription = live(log)
            for n in 0..<5 { _ = log.append(kind: 1, slot: 0, bytes: n == 0 && isOver ? 11 : 10, 0) }
            let plan = flush(&subscription, log)
            #expect(plan.count == (isOver ? 1 : 5))
            #expect(
                plan.first
                    == (isOver ? .snapshot(channel, cut: 5, part: 0) : .message(channel, seq: 1, isReplay: false)))
            #expect(subscription.lag(at: start)?.dropped == (isOver ? 5 : nil))
        }
    }

    @Test("A snapshot in parts waits for room; what comes meanwhile follows it")
    func parts() {
        var log = log(.event, 2)
        var subscription = Subscription(channel, .event, epoch: 5, head: 2)
        #expect(flush(&subscription, log, room: 20, parts: 3).count == 2)
        #expect(subscription.isOwedSnapshot)
        _ = log.append(kind: 1, slot: 0, bytes: 10, 0)
        #expect(
            flush(&subscription, log, parts: 3)
                == [.snapshot(channel, cut: 2, part: 2), .message(channel, seq: 3, isReplay: false)])
    }

    @Test("A resync in the middle of a snapshot begins another")
    func resync() {
        var log = log(.event, 2)
        var subscription = Subscription(channel, .event, epoch: 5, head: 2)
        _ = flush(&subscription, log, room: 10, parts: 3)
        _ = log.append(kind: 1, slot: 0, bytes: 10, 0)
        subscription.resync()
        #expect(flush(&subscription, log, room: 10, parts: 3) == [.snapshot(channel, cut: 3, part: 0)])
    }

    @Test("A channel that begins anew gives a snapshot of its new epoch")
    func epoch() {
        var log = log(.event, 9)
        var subscription = live(log)
        log.restart(epoch: 6)
        _ = log.append(kind: 1, slot: 0, bytes: 10, 0)
        #expect(flush(&subscription, log) == [.snapshot(channel, cut: 1, part: 0)])
        _ = log.append(kind: 1, slot: 0, bytes: 10, 0)
        #expect(flush(&subscription, log) == [.message(channel, seq: 2, isReplay: false)])
    }

    @Test("Lag is said once a second")
    func lag() {
        var log = log(.state)
        var subscription = live(log)
        func conflate(_ milliseconds: Int) -> UInt64? {
            for _ in 0..<2 { _ = log.append(kind: 1, slot: 1, bytes: 10, 0) }
            _ = flush(&subscription, log)
            return subscription.lag(at: start.advanced(by: .milliseconds(milliseconds)))?.conflated
        }
        #expect([conflate(0), conflate(999), conflate(1_000)] == [1, nil, 2])
    }

    @Test("Published is delivered, conflated, joined and dropped at every step", arguments: Seed.fixed + [.fresh])
    func accounting(seed: Seed) {
        var random = Randomness(seed)
        for delivery in [Delivery.state, .stream, .event] {
            var log = log(delivery)
            var subscription = Subscription(channel, delivery, epoch: 5, head: 0)
            var last: UInt64 = 0
            for _ in 0..<2_000 {
                for _ in 0..<random.range(0...3) {
                    _ = log.append(kind: 1, slot: random.range(0...3), bytes: random.range(1...20), 0)
                }
                if random.chance(0.3) {
                    subscription.held(by: log.index)
                } else {
                    for parcel in flush(&subscription, log, room: random.range(0...60), parts: random.range(1...3)) {
                        switch parcel {
                        case .message(_, let seq, _), .delta(_, let seq), .joined(_, _, _, _, let seq):
                            #expect(seq > last, "seed \(seed)")
                            last = seq
                        case .snapshot(_, let cut, _):
                            #expect(cut >= last, "seed \(seed)")
                            last = cut
                        }
                    }
                }
                if random.chance(0.01) { subscription.resync() }
            }
            while subscription.position < log.head || subscription.isOwedSnapshot { _ = flush(&subscription, log) }
            #expect(subscription.counts.total == log.head, "seed \(seed)")
        }
    }
}
