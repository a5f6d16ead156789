public import LifelineCore

/// One connection through an ether, carrying values: in order, at most once, silent after `closed`, and with faults.
///
/// Calls its ends from its own turns only.
public final class SimWire<Value> {
    public enum Side: Int, Sendable {
        case near, far
        public var other: Side { self == .near ? .far : .near }
    }

    /// What one side hears.
    public struct Ears {
        public var received: (Value) -> Void
        public var drained: () -> Void
        public var closed: (Close) -> Void

        public init(
            received: @escaping (Value) -> Void, drained: @escaping () -> Void, closed: @escaping (Close) -> Void
        ) {
            self.received = received
            self.drained = drained
            self.closed = closed
        }
    }

    private struct Entry {
        var what: What
        var bytes: Int
        var arrival: Instant
    }

    private enum What {
        case value(Value)
        case end(Close)
    }

    /// What is under way to one side.
    private final class Lane {
        var ears: Ears?
        var queue: [Entry] = []
        var first = 0
        var bytes = 0
        var isCongested = false
        var lastArrival = Instant(nanoseconds: 0)
        var stalledUntil = Instant(nanoseconds: 0)
        var wake: Wake?
        var isPaused = false
        var isOpen = true
        /// An end is under way: what is sent after it goes nowhere.
        var isEnding = false
    }

    public let ether: SimEther
    /// Indexed by the side that hears.
    private let lanes = [Lane(), Lane()]
    /// Since when nothing passes and nobody was told.
    public private(set) var silentSince: Instant?
    /// When it last stood still, or will have.
    public private(set) var stalledUntil = Instant(nanoseconds: 0)

    public init(_ ether: SimEther) {
        self.ether = ether
        scheduleCut()
        scheduleSilence()
        scheduleStall()
    }

    public func hear(_ side: Side, _ ears: Ears) {
        lanes[side.rawValue].ears = ears
        arm(side)
    }

    /// Stops and starts what arrives at `side`.
    public func pause(_ side: Side) { lanes[side.rawValue].isPaused = true }
    public func resume(_ side: Side) {
        lanes[side.rawValue].isPaused = false
        arm(side)
    }

    /// What `side` has sent and the other has not taken.
    public func bytesWaiting(from side: Side) -> Int { lanes[side.other.rawValue].bytes }

    public func isOpen(_ side: Side) -> Bool { lanes[side.rawValue].isOpen }
    private var isUp: Bool { lanes[0].isOpen && lanes[1].isOpen }

    /// From `side` to the other.
    public func send(_ value: Value, bytes: Int, from side: Side) -> Flow {
        let to = side.other.rawValue
        guard lanes[side.rawValue].isOpen, !lanes[side.rawValue].isEnding else { return .closed }
        guard lanes[to].bytes + bytes <= ether.network.bytesHardMax else {
            ether.count(.overflow)
            end(.lost, toward: side.other)
            end(.slowConsumer, toward: side)
            return .closed
        }
        guard !lanes[to].isEnding else { return .open }
        enqueue(.value(value), bytes: bytes, toward: side.other)
        if lanes[to].bytes > ether.network.bytesMax { lanes[to].isCongested = true }
        return lanes[to].isCongested ? .congested : .open
    }

    /// What was sent goes first; then the other side is told. This side is told at once.
    public func close(_ close: Close, from side: Side) {
        guard lanes[side.rawValue].isOpen else { return }
        end(close, toward: side.other)
        lanes[side.rawValue].queue.removeAll()
        lanes[side.rawValue].first = 0
        end(close, toward: side, immediately: true)
    }

    private func end(_ close: Close, toward side: Side, immediately: Bool = false) {
        guard lanes[side.rawValue].isOpen, immediately || !lanes[side.rawValue].isEnding else { return }
        enqueue(.end(close), bytes: 0, toward: side, immediately: immediately)
        lanes[side.rawValue].isEnding = true
    }

    private func enqueue(_ what: What, bytes: Int, toward side: Side, immediately: Bool = false) {
        let now = ether.loop.now
        var arrival = now
        if immediately {
            if let wake = lanes[side.rawValue].wake { ether.loop.cancel(wake) }
            lanes[side.rawValue].wake = nil
        } else {
            arrival = max(now.advanced(by: ether.random.range(ether.network.delay)), lanes[side.rawValue].lastArrival)
        }
        lanes[side.rawValue].lastArrival = arrival
        lanes[side.rawValue].queue.append(Entry(what: what, bytes: bytes, arrival: arrival))
        lanes[side.rawValue].bytes += bytes
        arm(side)
    }

    private func arm(_ side: Side) {
        let lane = lanes[side.rawValue]
        guard lane.wake == nil, lane.ears != nil, lane.first < lane.queue.count else { return }
        let entry = lane.queue[lane.first]
        // Our own end of the wire needs nothing to pass.
        let isOwn = if case .end = entry.what, entry.arrival <= ether.loop.now { true } else { false }
        guard (silentSince == nil && !lane.isPaused) || isOwn else { return }
        let due = isOwn ? entry.arrival : max(entry.arrival, lane.stalledUntil)
        lanes[side.rawValue].wake = ether.loop.wake(at: due) { [self] in
            lanes[side.rawValue].wake = nil
            deliver(to: side)
        }
    }

    private func deliver(to side: Side) {
        let index = side.rawValue
        let now = ether.loop.now
        while lanes[index].isOpen, lanes[index].first < lanes[index].queue.count {
            let entry = lanes[index].queue[lanes[index].first]
            let isEnd = if case .end = entry.what { true } else { false }
            guard entry.arrival <= now,
                isEnd || (now >= lanes[index].stalledUntil && silentSince == nil && !lanes[index].isPaused)
            else { break }
            lanes[index].first += 1
            lanes[index].bytes -= entry.bytes
            switch entry.what {
            case .value(let value): lanes[index].ears?.received(value)
            case .end(let close): finish(side, close)
            }
        }
        if lanes[index].first > 32 {
            lanes[index].queue.removeFirst(lanes[index].first)
            lanes[index].first = 0
        }
        if lanes[index].isCongested, lanes[index].bytes == 0 {
            lanes[index].isCongested = false
            lanes[side.other.rawValue].ears?.drained()
        }
        arm(side)
    }

    private func finish(_ side: Side, _ close: Close) {
        let ears = lanes[side.rawValue].ears
        lanes[side.rawValue].isOpen = false
        lanes[side.rawValue].ears = nil
        lanes[side.rawValue].queue.removeAll()
        lanes[side.rawValue].first = 0
        if let wake = lanes[side.rawValue].wake { ether.loop.cancel(wake) }
        lanes[side.rawValue].wake = nil
        ears?.closed(close)
    }
}

// MARK: Faults

extension SimWire {
    private func later(at instant: Instant?, _ body: @escaping (SimWire) -> Void) {
        guard let instant else { return }
        ether.loop.wake(at: instant) { [weak self] in
            guard let self, isUp else { return }
            body(self)
        }
    }

    private func scheduleCut() {
        later(at: ether.next(every: ether.network.cutEvery)) { wire in
            if wire.ether.network.cutEvery != nil { wire.cut() }
        }
    }

    private func scheduleSilence() {
        later(at: ether.next(every: ether.network.silentEvery)) { wire in
            if wire.ether.network.silentEvery != nil { wire.fallSilent() }
        }
    }

    private func scheduleStall() {
        later(at: ether.next(every: ether.network.stallEvery)) { wire in
            guard wire.ether.network.stallEvery != nil else { return }
            wire.stall(
                wire.ether.random.chance(0.5) ? .near : .far, for: wire.ether.random.range(wire.ether.network.stall))
            wire.scheduleStall()
        }
    }

    /// Ends the connection for both, perhaps losing the tail of what is under way, so that it ends at any byte.
    public func cut() {
        ether.count(.cut)
        // Until now nothing passed: nobody could know better.
        if silentSince != nil { stalledUntil = max(stalledUntil, ether.loop.now) }
        silentSince = nil
        for side in [Side.near, .far] {
            let index = side.rawValue
            if ether.random.chance(ether.network.tailLost), lanes[index].first < lanes[index].queue.count {
                ether.count(.tailLost)
                let kept = ether.random.range(lanes[index].first...lanes[index].queue.count - 1)
                lanes[index].bytes -= lanes[index].queue[kept...].reduce(0) { $0 + $1.bytes }
                lanes[index].queue.removeSubrange(kept...)
                lanes[index].isEnding = false
            }
            end(.lost, toward: side)
        }
    }

    /// Nothing passes any more, and nobody is told.
    public func fallSilent() {
        guard silentSince == nil else { return }
        ether.count(.silent)
        silentSince = ether.loop.now
    }

    /// Nothing arrives at `side` for a while.
    public func stall(_ side: Side, for duration: Duration) {
        ether.count(.stall)
        let until = ether.loop.now.advanced(by: duration)
        lanes[side.rawValue].stalledUntil = max(lanes[side.rawValue].stalledUntil, until)
        stalledUntil = max(stalledUntil, until)
    }
}
