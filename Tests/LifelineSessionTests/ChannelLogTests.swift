import LifelineCore
import LifelineSession
import LifelineSimulation
import Testing

@Suite("A channel's log")
struct ChannelLogTests {
    func log(_ delivery: Delivery, entries: Int = 4, bytes: Int = 100, slots: Int = 3) -> ChannelLog<Int> {
        var limits = LogLimits()
        limits.entriesMax = entries
        limits.bytesMax = bytes
        limits.slotsMax = slots
        return ChannelLog(ChannelHandle(rawValue: 9), delivery, epoch: 5, limits: limits)
    }

    @Test("Counts from 1 and keeps the last entries, as many as it may")
    func ring() {
        var log = log(.event)
        #expect(log.head == 0 && log.oldest == 1 && log.holds(after: 0) && !log.holds(after: 1))
        for n in 1...4 { #expect(log.append(kind: 1, slot: 0, bytes: 1, n).seq == UInt64(n)) }
        #expect(log.holds(after: 0))
        _ = log.append(kind: 1, slot: 0, bytes: 1, 5)
        #expect(log.count == 4 && log.oldest == 2)
        #expect(!log.holds(after: 0) && log.holds(after: 1) && log.holds(after: 5) && !log.holds(after: 6))
        #expect(log[1] == nil && log[2]?.payload == 2 && log[5]?.payload == 5 && log[6] == nil)
    }

    @Test("Keeps as many bytes as it may, and always the last entry")
    func bytes() {
        var log = log(.stream)
        _ = log.append(kind: 1, slot: 0, bytes: 60, 1)
        _ = log.append(kind: 1, slot: 0, bytes: 40, 2)
        #expect(log.oldest == 1 && log.bytes(after: 0) == 100)
        _ = log.append(kind: 1, slot: 0, bytes: 1, 3)
        #expect(log.oldest == 2 && log.bytes(after: 1) == 41 && log.bytes(after: 2) == 1 && log.bytes(after: 3) == 0)
        _ = log.append(kind: 1, slot: 0, bytes: 1_000, 4)
        #expect(log.oldest == 4 && log.count == 1)
    }

    @Test("Holds on to nothing large that it has put out")
    func release() {
        final class Payload {}
        var limits = LogLimits()
        limits.bytesMax = 1_000
        var log = ChannelLog<Payload>(ChannelHandle(rawValue: 9), .event, epoch: 1, limits: limits)
        let first = Payload()
        weak var weakFirst: Payload?
        do {
            let payload = Payload()
            weakFirst = payload
            _ = log.append(kind: 1, slot: 0, bytes: 1_000, payload)
        }
        for _ in 0..<3 { _ = log.append(kind: 1, slot: 0, bytes: 1_000, first) }
        #expect(weakFirst == nil)
        #expect(log.count == 1 && log.oldest == 4)
    }

    @Test("Of a state channel keeps the newest of each slot, and no more slots than it may")
    func slots() {
        var log = log(.state)
        for slot: UInt32 in [1, 2, 1, 3] { _ = log.append(kind: 1, slot: slot, bytes: 1, Int(slot)) }
        #expect(log.newest(after: 0).map(\.seq) == [2, 3, 4])
        #expect(log.newest(after: 3).map(\.seq) == [4])
        _ = log.append(kind: 2, slot: 1, bytes: 1, 9)
        #expect(log.count == 3, "the oldest slot made room")
        #expect(log.newest(after: 0).map(\.seq) == [3, 4, 5])
    }

    @Test("Tells of a state channel what somebody who kept everything would tell", arguments: Seed.fixed + [.fresh])
    func everySlot(seed: Seed) {
        var random = Randomness(seed)
        for slotsMax in [1, 2, 3, 8] {
            var log = log(.state, slots: slotsMax)
            // All that was said and neither replaced nor pushed out, oldest first.
            var kept: [(seq: UInt64, kind: UInt16, slot: UInt32)] = []
            for seq in 1...300 as ClosedRange<UInt64> {
                let (kind, slot) = (
                    random.range(0...1 as ClosedRange<UInt16>), random.range(0...4 as ClosedRange<UInt32>)
                )
                let place = kept.firstIndex { $0.kind == kind && $0.slot == slot }
                let follows = place.map { kept[$0].seq == seq - 1 } ?? false
                if let place { kept.remove(at: place) } else if kept.count == slotsMax { kept.removeFirst() }
                kept.append((seq, kind, slot))
                let base = log.append(kind: kind, slot: slot, bytes: 1, Int(seq)).base
                #expect(base == (follows ? Int(seq) - 1 : nil))
                #expect(log[seq]?.place.followsItself == follows)
                let since = seq - min(seq, random.range(0...9))
                #expect(log.newest(after: since).map(\.seq) == kept.map(\.seq).filter { $0 > since })
                #expect(log.newest(after: 0).map(\.payload) == kept.map { Int($0.seq) })
                for asked in since...seq { #expect((log[asked] != nil) == kept.contains { $0.seq == asked }) }
            }
        }
    }

    @Test("Begins anew in another epoch")
    func epoch() {
        var log = log(.event)
        _ = log.append(kind: 1, slot: 0, bytes: 1, 1)
        log.restart(epoch: 6)
        #expect(log.epoch == 6 && log.head == 0 && log.count == 0 && log.index.limits.entriesMax == 4)
    }
}
