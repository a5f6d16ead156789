internal import LifelineCore
internal import Synchronization

/// A message as it was published: kept typed, encoded when the first subscriber of a codec is owed it, and at most once
/// per codec and variant, whatever the number of subscribers and of the loops they are on.
final class Publication: @unchecked Sendable {
    // Sendable: `records` are set once, atomically; `base` before anybody else has it; nothing else changes.
    let envelope: Envelope
    let message: any Message
    let driver: MessageDriver
    /// The message before it, if both are states of the same slot: what a delta is put upon.
    var base: (any Message)?
    /// About what it takes on the wire.
    let bytes: Int
    /// Per codec as it is, then as replay, then as delta.
    private let records: UnsafeMutablePointer<AtomicLazyReference<Record>>
    private let codecs: Int

    enum Variant: Int, CaseIterable { case plain, replay, delta }

    init(_ envelope: Envelope, _ message: any Message, _ driver: MessageDriver, bytes: Int, codecs: Int) {
        self.envelope = envelope
        self.message = message
        self.driver = driver
        self.codecs = codecs
        self.bytes = bytes
        let places = Variant.allCases.count * codecs
        records = .allocate(capacity: places)
        for place in 0..<places { (records + place).initialize(to: AtomicLazyReference()) }
    }

    deinit {
        records.deinitialize(count: Variant.allCases.count * codecs)
        records.deallocate()
    }

    var item: Item { Item(envelope: envelope, payload: message) }

    /// Nil if the message cannot be said: a number that is not finite, for example.
    func record(_ codec: Int, _ variant: Variant, _ writer: RecordWriter) -> Record? {
        if let known = records[place(codec, variant)].load() { return known }
        return writer.alone { made(codec, variant, writer) }
    }

    /// Made now, unless another loop was quicker.
    private func made(_ codec: Int, _ variant: Variant, _ writer: RecordWriter) -> Record? {
        let place = place(codec, variant)
        if let known = records[place].load() { return known }
        let changes = variant == .delta ? base.flatMap { writer.changes(from: $0, to: message, driver) } : nil
        if variant == .delta, changes == nil {
            return made(codec, .plain, writer).map { records[place].storeIfNil($0) }
        }
        var envelope = envelope
        if variant == .replay { envelope.flags.insert(.replay) }
        return writer.record(message, changes: changes, envelope, driver, codec).map { records[place].storeIfNil($0) }
    }

    private func place(_ codec: Int, _ variant: Variant) -> Int { variant.rawValue * codecs + codec }
}
