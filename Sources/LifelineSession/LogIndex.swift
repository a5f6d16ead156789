public import LifelineCore

/// What a channel's recent past consists of, without what was said: who asks what a subscriber is owed needs no more.
///
/// Not generic, so that it costs the same from every module.
public struct LogIndex: Sendable {
    /// A message's place in the log, without the message.
    public struct Entry: Sendable, Hashable {
        /// Its number in the channel, from 1 in each epoch.
        public let seq: UInt64
        public let kind: UInt16
        /// What newer messages replace older ones of, or which text a piece belongs to.
        public let slot: UInt32
        /// About what it takes on the wire.
        public let bytes: Int
        /// On a `state` channel: the message before it was of the same slot, so that a delta can be put upon that one.
        public internal(set) var followsItself = false
        /// Bytes of all entries up to and including this one, since the epoch began.
        let bytesThrough: UInt64

        var key: Slot { Slot(kind: kind, slot: slot) }
    }

    struct Slot: Hashable {
        let kind: UInt16
        let slot: UInt32
    }

    public let handle: ChannelHandle
    public let delivery: Delivery
    /// What is kept at most.
    public let limits: LogLimits
    /// What the seqs are numbered in; positions of another epoch mean nothing here.
    public let epoch: UInt32
    /// The last seq published; 0 before the first.
    public private(set) var head: UInt64 = 0
    /// In order; none of a `state` channel.
    private var entries: [Entry] = []
    private var first = 0
    private var bytesThrough: UInt64 = 0
    /// `bytesThrough` of the last entry that was really let go of.
    private var bytesReleased: UInt64 = 0
    private var newest: NewestOfSlots

    init(_ handle: ChannelHandle, _ delivery: Delivery, epoch: UInt32, limits: LogLimits) {
        self.handle = handle
        self.delivery = delivery
        self.epoch = epoch
        self.limits = limits
        newest = NewestOfSlots(slotsMax: limits.slotsMax)
    }

    /// Puts the next message in, and out what no longer fits. Returns the seq of the state it replaced, of one that was
    /// pushed out, and how many entries at the front were let go of.
    mutating func append(kind: UInt16, slot: UInt32, bytes: Int) -> (replaced: UInt64?, evicted: UInt64?, removed: Int)
    {
        head &+= 1
        bytesThrough &+= UInt64(max(bytes, 0))
        let entry = Entry(seq: head, kind: kind, slot: slot, bytes: bytes, bytesThrough: bytesThrough)
        guard delivery == .state else {
            entries.append(entry)
            return (nil, nil, trim())
        }
        let (replaced, evicted) = newest.append(entry)
        return (replaced, evicted, 0)
    }

    private mutating func trim() -> Int {
        while entries.count - first > limits.entriesMax
            || (entries.count - first > 1 && retainedBytes > UInt64(limits.bytesMax))
        {
            first += 1
        }
        // Moving the rest down costs one pass for as many entries as were dropped: constant per append. Large ones are
        // not kept until there are many.
        guard first > 0 else { return 0 }
        let dead = bytesThrough &- retainedBytes &- bytesReleased
        guard (first > 64 && first * 2 > entries.count) || dead > UInt64(limits.bytesMax) else { return 0 }
        bytesReleased &+= dead
        let removed = first
        entries.removeFirst(removed)
        first = 0
        return removed
    }

    private var retainedBytes: UInt64 {
        guard first < entries.count else { return 0 }
        return bytesThrough &- entries[first].bytesThrough &+ UInt64(max(entries[first].bytes, 0))
    }

    /// The oldest seq that can be sent again. `head + 1` if none can.
    public var oldest: UInt64 { first < entries.count ? entries[first].seq : head &+ 1 }

    /// True if everything after `seq` is still here.
    public func holds(after seq: UInt64) -> Bool { seq <= head && seq &+ 1 >= oldest }

    /// The entry `seq`, if it is still here.
    public subscript(seq: UInt64) -> Entry? {
        if delivery == .state { return newest[seq] }
        return place(of: seq).map { entries[$0] }
    }

    /// Where in `entries` it is.
    @usableFromInline func place(of seq: UInt64) -> Int? {
        seq >= oldest && seq <= head ? first + Int(seq &- oldest) : nil
    }

    /// Bytes of what comes after `seq`. Only for a `seq` that `holds(after:)`.
    public func bytes(after seq: UInt64) -> Int {
        guard seq < head else { return 0 }
        guard let next = self[seq &+ 1] else { return Int(clamping: bytesThrough) }
        return Int(clamping: bytesThrough &- next.bytesThrough &+ UInt64(max(next.bytes, 0)))
    }

    /// Appends the newest of each slot that came after `seq`, in order.
    func newest(after seq: UInt64, into list: inout [Entry]) {
        newest.entries(after: seq, into: &list)
    }

    /// How many entries are kept.
    public var count: Int { delivery == .state ? newest.count : entries.count - first }
}

/// What a channel keeps for those who come back.
public struct LogLimits: Sendable, Hashable {
    /// Messages. Default 1,024.
    public var entriesMax = 1024
    /// Their bytes. Default 1 MiB.
    public var bytesMax = 1 << 20
    /// Slots of a `state` channel, at least one. Default 1,024.
    public var slotsMax = 1024

    public init() {}
}
