import LifelineCore
import LifelineSession
import Testing

@Suite("A client's place in a channel")
struct ChannelTrackerTests {
    func envelope(_ seq: UInt64, delta: Bool = false) -> Envelope {
        var envelope = Envelope()
        envelope.seq = seq
        if delta { envelope.flags = .delta }
        return envelope
    }

    func held(_ delivery: Delivery, at seq: UInt64 = 0) -> ChannelTracker {
        var tracker = ChannelTracker(delivery, epoch: 1, head: seq)
        tracker.granted(epoch: 1, head: seq, recovered: true)
        return tracker
    }

    func snapshot(_ part: UInt16, last: Bool, epoch: UInt32 = 1) -> StateSnapshot {
        var snapshot = StateSnapshot()
        snapshot.epoch = epoch
        snapshot.part = part
        snapshot.last = last
        return snapshot
    }

    @Test("Each message at most once, in order")
    func once() {
        var tracker = held(.event)
        #expect(tracker.arrived(envelope(1), from: nil) == .apply)
        #expect(tracker.arrived(envelope(1), from: nil) == .duplicate)
        #expect(tracker.arrived(envelope(2), from: nil) == .apply)
        #expect(tracker.arrived(envelope(1), from: nil) == .duplicate)
        #expect(tracker.position.seq == 2)
    }

    @Test("A gap asks for a snapshot once, and keeps its place until it comes")
    func gap() {
        var tracker = held(.event)
        #expect(tracker.arrived(envelope(2), from: nil) == .desync("gap"))
        #expect(tracker.arrived(envelope(3), from: nil) == .waiting)
        #expect(tracker.resumable?.seq == 0)
        #expect(tracker.arrived(snapshot(0, last: true), envelope(3)) == .complete)
        #expect(tracker.arrived(envelope(4), from: nil) == .apply)
    }

    @Test("On state a jump is conflation, and counted")
    func jump() {
        var tracker = held(.state)
        #expect(tracker.arrived(envelope(4), from: nil) == .apply)
        #expect(tracker.skipped == 3)
    }

    @Test("Joined pieces cover what they say, however many of one record")
    func joined() {
        var tracker = held(.stream)
        #expect(tracker.arrived(envelope(3), from: 1) == .apply)
        #expect(tracker.arrived(envelope(5), from: 1) == .apply)
        #expect(tracker.arrived(envelope(9), from: 7) == .desync("gap"))
    }

    @Test("A delta needs the message before it, not a snapshot and not nothing")
    func delta() {
        var tracker = held(.state)
        #expect(tracker.arrived(envelope(1, delta: true), from: nil) == .desync("delta"))
        tracker = held(.state)
        #expect(tracker.arrived(envelope(1), from: nil) == .apply)
        #expect(tracker.arrived(envelope(2, delta: true), from: nil) == .apply)
        #expect(tracker.arrived(snapshot(0, last: true), envelope(3)) == .complete)
        #expect(tracker.arrived(envelope(4, delta: true), from: nil) == .desync("delta"))
    }

    @Test("Parts of a snapshot count together; a lost beginning counts for nothing")
    func parts() {
        var tracker = ChannelTracker(.event, epoch: 1, head: 5)
        tracker.granted(epoch: 1, head: 5, recovered: false)
        #expect(tracker.arrived(snapshot(1, last: true), envelope(5)) == .stale)
        #expect(tracker.arrived(snapshot(0, last: false), envelope(5)) == .part)
        #expect(tracker.arrived(snapshot(2, last: true), envelope(5)) == .stale)
        #expect(tracker.arrived(snapshot(0, last: false), envelope(6)) == .part)
        #expect(tracker.resumable == nil, "half a snapshot is no place to resume from")
        #expect(tracker.arrived(snapshot(1, last: true), envelope(6)) == .complete)
        #expect(tracker.resumable?.seq == 6)
    }

    @Test("Nothing goes back within an epoch; another epoch begins anew")
    func epochs() {
        var tracker = held(.event, at: 9)
        #expect(tracker.arrived(snapshot(0, last: true), envelope(8)) == .stale)
        #expect(tracker.arrived(snapshot(0, last: true, epoch: 2), envelope(3)) == .complete)
        #expect(tracker.position.epoch == 2 && tracker.position.seq == 3)
    }
}
