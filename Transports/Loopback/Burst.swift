internal import LifelineCore

/// Records that lie between two ends, in order. One is filled by the sender while the receiver empties another; then
/// they change places, so that bytes never move while somebody reads them, and storage is used again.
final class Burst {
    private struct Entry {
        /// Whose bytes it is; nil if they were copied to `copies`.
        var shared: Record?
        var offset: Int
        var count: Int
        var form: RecordForm
    }

    /// What a waiting record costs besides its bytes; limits count it, or empty records would be free.
    static let recordOverhead = 32
    /// Room that is kept for the next records when the last one has been taken.
    private static let bytesKeptMax = 64 << 10
    private static let entriesKeptMax = 1024

    private var entries: [Entry] = []
    private var copies = ByteSink(capacity: 64)
    /// Invariant: `entries[..<taken]` hold nothing any more.
    private var taken = 0

    var isEmpty: Bool { taken == entries.count }

    /// What the first record weighs in every limit; nil if there is none.
    var firstWeight: Int? { isEmpty ? nil : Burst.weight(entries[taken].count) }

    var firstCount: Int { isEmpty ? 0 : entries[taken].count }

    static func weight(_ count: Int) -> Int { count + recordOverhead }

    func append(_ record: Record) {
        entries.append(Entry(shared: record, offset: 0, count: record.count, form: record.form))
    }

    func append(copying bytes: UnsafeRawBufferPointer, _ form: RecordForm) {
        entries.append(Entry(shared: nil, offset: copies.count, count: bytes.count, form: form))
        copies.append(bytes)
    }

    /// Takes the first record and shows it to `body`. Nothing may be appended to this burst meanwhile, nor cleared.
    func takeFirst(_ body: (UnsafeRawBufferPointer, RecordForm) -> Void) {
        let entry = entries[taken]
        entries[taken].shared = nil
        taken += 1
        if let record = entry.shared {
            withExtendedLifetime(record) { body(record.bytes, record.form) }
        } else {
            let lastByte = entry.offset + entry.count
            body(UnsafeRawBufferPointer(rebasing: copies.bytes[entry.offset..<lastByte]), entry.form)
        }
    }

    /// Lets go of everything, and of storage that only a flood needs.
    func clear() {
        taken = 0
        entries.removeAll(keepingCapacity: entries.count <= Burst.entriesKeptMax)
        if copies.capacity > Burst.bytesKeptMax {
            copies = ByteSink(capacity: 64)
        } else {
            copies.clear()
        }
    }
}
