internal import LifelineCore

/// A channel as it stood at one seq, in parts. Shared by all who are sent it, and kept by them alone.
final class ChannelSnapshot {
    let channel: ChannelHandle
    let cut: UInt64
    private let epoch: UInt32
    private let time: Timestamp
    private let parts: [[Item]]
    private var records: [Int: Record] = [:]

    var count: Int { parts.count }

    init(
        _ channel: ChannelHandle, epoch: UInt32, cut: UInt64, at time: Timestamp, _ items: [(item: Item, bytes: Int)],
        partBytes: Int
    ) {
        self.channel = channel
        self.cut = cut
        self.epoch = epoch
        self.time = time
        var parts: [[Item]] = [[]]
        var room = partBytes
        for (item, bytes) in items {
            if bytes > room, let last = parts.last, !last.isEmpty {
                parts.append([])
                room = partBytes
            }
            parts[parts.count - 1].append(item)
            room -= bytes
        }
        self.parts = parts
    }

    /// One part as a message of its channel, encoded once per codec. Nil if there is no such part.
    func record(part: Int, _ codec: Int, _ writer: RecordWriter) -> Record? {
        guard parts.indices.contains(part), let driver = writer.repertoire.messages[StateSnapshot.kind.code] else {
            return nil
        }
        let key = part * writer.repertoire.codecs.count + codec
        if let known = records[key] { return known }
        var envelope = Envelope()
        envelope.channel = channel
        envelope.kind = StateSnapshot.kind.code
        envelope.seq = cut
        envelope.time = time
        var snapshot = StateSnapshot()
        snapshot.epoch = epoch
        snapshot.part = UInt16(clamping: part)
        snapshot.last = part == parts.count - 1
        snapshot.items = parts[part]
        let record: Record? = writer.alone {
            if let whole = writer.record(snapshot, envelope, driver, codec) { return whole }
            // One item that cannot be said must not keep the others back.
            snapshot.items.removeAll { item in
                guard let driver = writer.driver(of: item.payload) else { return true }
                return writer.record(item.payload, item.envelope, driver, codec) == nil
            }
            return writer.record(snapshot, envelope, driver, codec)
        }
        records[key] = record
        return record
    }
}
