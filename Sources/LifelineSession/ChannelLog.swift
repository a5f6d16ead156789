public import LifelineCore

/// A channel's recent past, shared by all its subscribers: each of them is only a position in it.
///
/// So a slow reader costs no queue of its own, and what one subscriber is owed is a question to this log: everything
/// after its position (`event`, `stream`), or the newest of each slot (`state`).
public struct ChannelLog<Payload> {
    public struct Entry {
        public let seq: UInt64
        public let kind: UInt16
        /// What newer messages replace older ones of, or which text a piece belongs to.
        public let slot: UInt32
        /// About what it takes on the wire.
        public let bytes: Int
        /// Bytes of all entries up to and including this one, since the epoch began.
        @usableFromInline let bytesThrough: UInt64
        public let payload: Payload

        @inlinable init(
            seq: UInt64, kind: UInt16, slot: UInt32, bytes: Int, bytesThrough: UInt64, payload: Payload
        ) {
            self.seq = seq
            self.kind = kind
            self.slot = slot
            self.bytes = bytes
            self.bytesThrough = bytesThrough
            self.payload = payload
        }
    }

    @usableFromInline struct Slot: Hashable {
        @usableFromInline let kind: UInt16
        @usableFromInline let slot: UInt32

        @inlinable init(kind: UInt16, slot: UInt32) {
            self.kind = kind
            self.slot = slot
        }
    }

    public let handle: ChannelHandle
    public let delivery: Delivery
    public let limits: LogLimits
    public internal(set) var epoch: UInt32
    /// The last seq published; 0 before the first.
    public internal(set) var head: UInt64 = 0
    @usableFromInline var entries: [Entry] = []
    @usableFromInline var first = 0
    @usableFromInline var bytesThrough: UInt64 = 0
    /// `bytesThrough` of the last entry that was really let go of.
    @usableFromInline var bytesReleased: UInt64 = 0
    @usableFromInline var newest: [Slot: Entry] = [:]

    @inlinable public init(_ handle: ChannelHandle, _ delivery: Delivery, epoch: UInt32, limits: LogLimits = LogLimits()) {
        self.handle = handle
        self.delivery = delivery
        self.epoch = epoch
        self.limits = limits
    }

    /// Puts the next message in, and out what no longer fits. Returns its seq.
    @inlinable public mutating func append(kind: UInt16, slot: UInt32, bytes: Int, _ payload: Payload) -> UInt64 {
        head &+= 1
        bytesThrough &+= UInt64(max(bytes, 0))
        let entry = Entry(
            seq: head, kind: kind, slot: slot, bytes: bytes, bytesThrough: bytesThrough, payload: payload)
        if delivery == .state {
            newest[Slot(kind: kind, slot: slot)] = entry
            if newest.count > limits.slotsMax, let oldest = newest.min(by: { $0.value.seq < $1.value.seq })?.key {
                newest[oldest] = nil
            }
        } else {
            entries.append(entry)
            trim()
        }
        return head
    }

    /// A new epoch: positions in the old one mean nothing any more.
    @inlinable public mutating func restart(epoch: UInt32) {
        self = ChannelLog(handle, delivery, epoch: epoch, limits: limits)
    }

    @inlinable mutating func trim() {
        while entries.count - first > limits.entriesMax
            || (entries.count - first > 1 && retainedBytes > UInt64(limits.bytesMax))
        {
            first += 1
        }
        // Moving the rest down costs one pass for as many entries as were dropped: constant per append. Large ones are
        // not kept until there are many.
        guard first > 0 else { return }
        let dead = bytesThrough &- retainedBytes &- bytesReleased
        if (first > 64 && first * 2 > entries.count) || dead > UInt64(limits.bytesMax) {
            bytesReleased &+= dead
            entries.removeFirst(first)
            first = 0
        }
    }

    @inlinable var retainedBytes: UInt64 {
        guard first < entries.count else { return 0 }
        return bytesThrough &- entries[first].bytesThrough &+ UInt64(max(entries[first].bytes, 0))
    }

    /// The oldest seq that can be sent again. `head + 1` if none can.
    @inlinable public var oldest: UInt64 { first < entries.count ? entries[first].seq : head &+ 1 }

    /// True if everything after `seq` is still here.
    @inlinable public func holds(after seq: UInt64) -> Bool { seq <= head && seq &+ 1 >= oldest }

    /// The entry `seq`, if it is still here.
    @inlinable public subscript(seq: UInt64) -> Entry? {
        if delivery == .state { return newest.values.first { $0.seq == seq } }
        guard seq >= oldest, seq <= head else { return nil }
        return entries[first + Int(seq &- oldest)]
    }

    /// Bytes of what comes after `seq`. Only for a `seq` that `holds(after:)`.
    @inlinable public func bytes(after seq: UInt64) -> Int {
        guard seq < head else { return 0 }
        guard let next = self[seq &+ 1] else { return Int(clamping: bytesThrough) }
        return Int(clamping: bytesThrough &- next.bytesThrough &+ UInt64(max(next.bytes, 0)))
    }

    /// The newest of each slot that came after `seq`, in order.
    @inlinable public func newest(after seq: UInt64) -> [Entry] {
        newest.values.filter { $0.seq > seq }.sorted { $0.seq < $1.seq }
    }

    /// How many entries are kept.
    @inlinable public var count: Int { delivery == .state ? newest.count : entries.count - first }
}

/// What a channel keeps for those who come back.
public struct LogLimits: Sendable, Hashable {
    /// Messages. Default 1,024.
    public var entriesMax = 1024
    /// Their bytes. Default 1 MiB.
    public var bytesMax = 1 << 20
    /// Slots of a `state` channel. Default 1,024.
    public var slotsMax = 1024

    public init() {}
}
