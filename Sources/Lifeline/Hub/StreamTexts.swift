internal import LifelineCore

/// The text so far of each stream of a channel: what a snapshot of it consists of. Bounded; the text that was added to
/// least recently goes first.
struct StreamTexts: Sendable {
    /// A stretch of one text: several pieces joined. Small enough to fit in a part of a snapshot.
    private struct Stretch {
        var envelope: Envelope
        var message: any Message
        var bytes: Int
    }

    private struct Slot: Hashable {
        let kind: UInt16
        let slot: UInt32
    }

    private var texts: [Slot: [Stretch]] = [:]
    /// Oldest first.
    private var order: [Slot] = []
    private(set) var bytes = 0
    private let bytesMax: Int
    private let stretchBytesMax: Int

    init(bytesMax: Int, stretchBytesMax: Int) {
        self.bytesMax = bytesMax
        self.stretchBytesMax = stretchBytesMax
    }

    mutating func append(_ publication: Publication) {
        let slot = Slot(kind: publication.driver.kind.code, slot: publication.message.slot)
        if let place = order.lastIndex(of: slot) { order.remove(at: place) }
        order.append(slot)
        bytes += StreamTexts.add(publication, stretchBytesMax, to: &texts[slot, default: []])
        trim()
    }

    /// Returns by how much the text has grown: a piece that joins brings no envelope of its own.
    private static func add(
        _ publication: Publication, _ stretchBytesMax: Int, to stretches: inout [Stretch]
    ) -> Int {
        let count = publication.bytes
        if let last = stretches.indices.last, stretches[last].bytes + count <= stretchBytesMax,
            StreamTexts.join(&stretches[last].message, publication.message)
        {
            let before = stretches[last].bytes
            stretches[last].envelope = publication.envelope
            stretches[last].bytes = publication.driver.weight(of: stretches[last].message) ?? before &+ count
            return stretches[last].bytes - before
        }
        stretches.append(Stretch(envelope: publication.envelope, message: publication.message, bytes: count))
        return count
    }

    private mutating func trim() {
        while bytes > bytesMax, let oldest = order.first {
            if order.count > 1 {
                order.removeFirst()
                bytes -= texts.removeValue(forKey: oldest)?.reduce(0) { $0 + $1.bytes } ?? 0
            } else {
                guard var stretches = texts[oldest], stretches.count > 1 else { return }
                bytes -= stretches.removeFirst().bytes
                texts[oldest] = stretches
            }
        }
    }

    /// In the order of what was said last.
    var items: [(item: Item, bytes: Int)] {
        order.flatMap { texts[$0] ?? [] }.map { (Item(envelope: $0.envelope, payload: $0.message), $0.bytes) }
            .sorted { $0.item.envelope.seq < $1.item.envelope.seq }
    }

    /// Adds `next` to `message` if both are of one type and it fits.
    static func join(_ message: inout any Message, _ next: any Message) -> Bool {
        func open<M: Message>(_ message: inout M, _ next: any Message) -> Bool {
            guard let next = next as? M else { return false }
            return message.join(next)
        }
        return open(&message, next)
    }
}
