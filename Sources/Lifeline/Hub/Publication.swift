internal import LifelineCore
internal import Synchronization

/// A message as it was published: kept typed, encoded when the first subscriber of a codec is owed it, and at most once
/// per codec and variant, whatever the number of subscribers and of the loops they are on.
final class Publication: @unchecked Sendable {
    // Sendable: `records` are set once, atomically; nothing else changes.
    let envelope: Envelope
    let message: any Message
    let driver: MessageDriver
    /// About what it takes on the wire.
    let bytes: Int
    /// As it is, per codec, and then as replay.
    private let records: UnsafeMutablePointer<AtomicLazyReference<Record>>
    private let codecs: Int

    init(_ envelope: Envelope, _ message: any Message, _ driver: MessageDriver, codecs: Int) {
        self.envelope = envelope
        self.message = message
        self.driver = driver
        self.codecs = codecs
        bytes = driver.weight(of: message)
        records = .allocate(capacity: 2 * codecs)
        for place in 0..<2 * codecs { (records + place).initialize(to: AtomicLazyReference()) }
    }

    deinit {
        records.deinitialize(count: 2 * codecs)
        records.deallocate()
    }

    var item: Item { Item(envelope: envelope, payload: message) }

    /// Nil if the message cannot be said: a number that is not finite, for example.
    func record(_ codec: Int, isReplay: Bool, _ writer: RecordWriter) -> Record? {
        let place = isReplay ? codecs + codec : codec
        if let known = records[place].load() { return known }
        return writer.alone {
            // Another loop may have been quicker.
            if let known = records[place].load() { return known }
            var envelope = envelope
            if isReplay { envelope.flags.insert(.replay) }
            return writer.record(message, envelope, driver, codec).map { records[place].storeIfNil($0) }
        }
    }
}
