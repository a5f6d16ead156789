public import LifelineCore

/// A channel's recent past, shared by all its subscribers: each of them is only a position in it.
///
/// So a slow reader costs no queue of its own, and what one subscriber is owed is a question to this log's index:
/// everything after its position (`event`, `stream`), or the newest of each slot (`state`).
public struct ChannelLog<Payload> {
    /// Where its messages stand: what somebody is owed is asked of this.
    public private(set) var index: LogIndex
    /// What was said, beside the index's entries.
    @usableFromInline var payloads: [Payload] = []
    /// The same of a `state` channel, by seq.
    @usableFromInline var states: [UInt64: Payload] = [:]

    /// Empty: the first message gets seq 1.
    public init(_ handle: ChannelHandle, _ delivery: Delivery, epoch: UInt32, limits: LogLimits = LogLimits()) {
        index = LogIndex(handle, delivery, epoch: epoch, limits: limits)
    }

    public var handle: ChannelHandle { index.handle }
    public var delivery: Delivery { index.delivery }
    /// What its seqs are numbered in; positions of another epoch mean nothing here.
    public var epoch: UInt32 { index.epoch }
    /// The last seq published; 0 before the first.
    public var head: UInt64 { index.head }
    /// The oldest seq that can be sent again; `head + 1` if none can, as on every `state` channel.
    public var oldest: UInt64 { index.oldest }
    /// How many messages are kept.
    public var count: Int { index.count }

    /// Puts the next message in, and out what no longer fits. Returns its seq, and what a delta to it is put upon.
    public mutating func append(
        kind: UInt16, slot: UInt32, bytes: Int, _ payload: Payload
    ) -> (seq: UInt64, base: Payload?) {
        let (replaced, evicted, removed) = index.append(kind: kind, slot: slot, bytes: bytes)
        guard index.delivery == .state else {
            payloads.append(payload)
            payloads.removeFirst(removed)
            return (index.head, nil)
        }
        states[index.head] = payload
        let before = replaced.flatMap { states.removeValue(forKey: $0) }
        if let evicted { states[evicted] = nil }
        return (index.head, replaced == index.head &- 1 ? before : nil)
    }

    /// A new epoch: positions in the old one mean nothing any more.
    public mutating func restart(epoch: UInt32) {
        self = ChannelLog(index.handle, index.delivery, epoch: epoch, limits: index.limits)
    }

    /// A message of the log with its place in it.
    public struct Entry {
        /// Its seq, kind, slot and size.
        public let place: LogIndex.Entry
        /// What was said.
        public let payload: Payload

        /// Its number in the channel, from 1 in each epoch.
        public var seq: UInt64 { place.seq }
        public var kind: UInt16 { place.kind }
        public var slot: UInt32 { place.slot }
        /// About what it takes on the wire.
        public var bytes: Int { place.bytes }
    }

    /// The entry `seq`, if it is still here.
    public subscript(seq: UInt64) -> Entry? {
        guard let place = index[seq], let payload = payload(seq) else { return nil }
        return Entry(place: place, payload: payload)
    }

    /// What was said with this seq, if it is still here.
    @inlinable public func payload(_ seq: UInt64) -> Payload? {
        index.delivery == .state ? states[seq] : index.place(of: seq).map { payloads[$0] }
    }

    /// The newest of each slot that came after `seq`, in order.
    public func newest(after seq: UInt64) -> [Entry] {
        var places: [LogIndex.Entry] = []
        index.newest(after: seq, into: &places)
        return places.compactMap { place in states[place.seq].map { Entry(place: place, payload: $0) } }
    }

    /// True if every message after `seq` is still here.
    public func holds(after seq: UInt64) -> Bool { index.holds(after: seq) }
    /// How many bytes the messages after `seq` have.
    public func bytes(after seq: UInt64) -> Int { index.bytes(after: seq) }
}

extension ChannelLog: Sendable where Payload: Sendable {}
extension ChannelLogs: Sendable where Payload: Sendable {}

/// All channels of a hub by handle.
public struct ChannelLogs<Payload> {
    @usableFromInline var logs: [ChannelHandle: ChannelLog<Payload>] = [:]

    @inlinable public init() {}
    /// The log of a channel; nil if there is none.
    @inlinable public subscript(_ handle: ChannelHandle) -> ChannelLog<Payload>? {
        get { logs[handle] }
        _modify { yield &logs[handle] }
    }

    /// The places of a channel's log, without its messages.
    @inlinable public func index(of handle: ChannelHandle) -> LogIndex? { logs[handle]?.index }

    @inlinable public func payload(_ handle: ChannelHandle, _ seq: UInt64) -> Payload? { logs[handle]?.payload(seq) }

    /// Every channel that has a log, in no order.
    public var handles: some Collection<ChannelHandle> { logs.keys }
}
