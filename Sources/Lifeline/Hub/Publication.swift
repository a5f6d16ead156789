internal import LifelineCore

/// A message as it was published: kept typed, encoded when the first subscriber of a codec is owed it, and at most once
/// per codec and variant, whatever the number of subscribers.
final class Publication {
    let envelope: Envelope
    let message: any Message
    let driver: MessageDriver
    /// Encoded as it is, and as replay, per codec.
    private var live: [Record?]
    private var replay: [Record?] = []

    init(_ envelope: Envelope, _ message: any Message, _ driver: MessageDriver, codecs: Int) {
        self.envelope = envelope
        self.message = message
        self.driver = driver
        live = Array(repeating: nil, count: codecs)
    }

    var item: Item { Item(envelope: envelope, payload: message) }

    /// Nil if the message cannot be said: a number that is not finite, for example.
    func record(_ codec: Int, isReplay: Bool, _ writer: RecordWriter) -> Record? {
        if isReplay, replay.isEmpty { replay = Array(repeating: nil, count: live.count) }
        if let known = isReplay ? replay[codec] : live[codec] { return known }
        var envelope = envelope
        if isReplay { envelope.flags.insert(.replay) }
        let record = writer.record(message, envelope, driver, codec)
        if isReplay { replay[codec] = record } else { live[codec] = record }
        return record
    }
}
