public import LifelineCore

/// What a client knows of one channel: which epoch, how far, and whether it holds what a delta needs.
///
/// Invariant: within an epoch `position.seq` never goes back, so each message is applied at most once and in order.
public struct ChannelTracker: Sendable, Hashable {
    /// What is to be done with a message that came.
    public enum Arrival: Sendable, Hashable {
        /// Hand it on. If it has a seq, that is the position now.
        case apply
        /// Seen before: nothing to do.
        case duplicate
        /// The client lost its place: ask for a snapshot.
        case desync(Name)
        /// Until the snapshot that was asked for has come.
        case waiting
    }

    public let delivery: Delivery
    /// Everything up to here was applied.
    public private(set) var position: Position
    /// Messages that were conflated or dropped, by the jumps seen here.
    public private(set) var skipped: UInt64 = 0
    private var isWaiting = false
    /// The application has everything up to `position`. False from a grant without recovery until its snapshot.
    private var isHeld = true
    private var snapshotPart: UInt16?
    /// The last message applied: the base of the next delta.
    private var lastApplied: UInt64 = 0

    /// As if everything up to `head` had been applied; say `granted` before anything comes.
    public init(_ delivery: Delivery, epoch: UInt32, head: UInt64) {
        self.delivery = delivery
        position = Position()
        position.epoch = epoch
        position.seq = head
    }

    /// As granted: from its own position if that was recovered, else from the head, waiting for a snapshot.
    public mutating func granted(epoch: UInt32, head: UInt64, recovered: Bool) {
        snapshotPart = nil
        lastApplied = 0
        isWaiting = !recovered
        isHeld = recovered
        if !recovered {
            position.epoch = epoch
            position.seq = head
        }
    }

    /// Somebody hears a state of this channel only now. True if a snapshot has to bring what it has missed; what comes
    /// before that waits for it.
    mutating func isHeardLate() -> Bool {
        guard delivery == .state, !isWaiting else { return false }
        isWaiting = true
        return true
    }

    /// From where to resume; nil if only a snapshot helps.
    public var resumable: Position? { isHeld ? position : nil }

    /// An ordinary message. `from` is the first seq a joined one covers; `isWhole` is false if the application has
    /// nothing that its delta could be put upon.
    public mutating func arrived(_ envelope: Envelope, from: UInt64?, isWhole: Bool = true) -> Arrival {
        guard envelope.seq > 0 else { return .apply }
        if isWaiting { return .waiting }
        guard envelope.seq > position.seq else { return .duplicate }
        let expected = position.seq &+ 1
        let first = from ?? envelope.seq
        if envelope.flags.contains(.delta), !isWhole || lastApplied == 0 || lastApplied &+ 1 != envelope.seq {
            isWaiting = true
            return .desync("delta")
        }
        if first > expected {
            guard delivery == .state else {
                isWaiting = true
                return .desync("gap")
            }
            skipped &+= first &- expected
        }
        position.seq = envelope.seq
        lastApplied = envelope.seq
        return .apply
    }

    /// What a part of a snapshot was: one of several, the last, or too old to be applied.
    public enum SnapshotArrival: Sendable, Hashable {
        /// Keep its items: more parts are to come.
        case part
        /// The last one: apply the items of all parts together.
        case complete
        /// Drop it: older than what was applied, or without the parts before it.
        case stale
    }

    /// One part of a snapshot. Its items are applied together once it is complete.
    public mutating func arrived(_ snapshot: StateSnapshot, _ envelope: Envelope) -> SnapshotArrival {
        // Older than what was applied: it would take the application back.
        guard snapshot.epoch != position.epoch || envelope.seq >= position.seq else { return .stale }
        guard snapshot.part == 0 || snapshotPart.map({ $0 &+ 1 }) == snapshot.part else {
            // A part of a snapshot whose beginning was never seen; the next one starts with part 0.
            snapshotPart = nil
            return .stale
        }
        snapshotPart = snapshot.part
        guard snapshot.last else { return .part }
        snapshotPart = nil
        if snapshot.epoch == position.epoch, envelope.seq > position.seq, !isWaiting {
            skipped &+= envelope.seq &- position.seq
        }
        position.epoch = snapshot.epoch
        position.seq = envelope.seq
        lastApplied = 0
        isWaiting = false
        isHeld = true
        return .complete
    }
}
