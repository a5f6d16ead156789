internal import LifelineCore
internal import LifelineUV

/// Turns messages into records, in one buffer of its own, and counts.
final class RecordWriter {
    let repertoire: Repertoire
    let vocabulary: Vocabulary
    private var sink = ByteSink()
    /// Messages encoded, each once per codec and variant.
    private(set) var encoded: UInt64 = 0
    /// What it took to encode what was published. What is said to one client alone, as answers are, is not in it.
    private(set) var encodingTime = Duration.zero
    /// Messages that cannot be said in a codec.
    private(set) var refused: UInt64 = 0

    /// Shared with the writers of other loops.
    private let turns: Locked<UInt64>?

    init(_ repertoire: Repertoire, turns: Locked<UInt64>? = nil) {
        self.repertoire = repertoire
        self.turns = turns
        vocabulary = repertoire.vocabulary()
    }

    func driver(of message: any Message) -> MessageDriver? { repertoire.messages[type(of: message).kind.code] }

    /// Runs `body` while no other loop walks a message that several have. A walk shows each field `inout`: if
    /// `describe` names a computed one, Swift stores it again although a writer only reads.
    func alone<Result: Sendable>(_ body: () -> Result) -> Result {
        guard let turns else { return body() }
        return turns.withLock { count in
            count &+= 1
            return body()
        }
    }

    /// Which fields a delta from `base` to `message` has; nil if there is none.
    func changes(from base: any Message, to message: any Message, _ driver: MessageDriver) -> UInt64? {
        driver.changes(from: base, to: message, &sink)
    }

    func record(
        _ message: any Message, changes: UInt64? = nil, _ envelope: Envelope, _ driver: MessageDriver, _ codec: Int
    ) -> Record? {
        let begun = ContinuousClock.now
        defer { encodingTime += begun.duration(to: .now) }
        return with(message, changes: changes, envelope, driver, codec) { Record(copying: $0, $1) }
    }

    /// Shows `body` the bytes of one message; they are valid during the call. Nil if the message cannot be said.
    func with<Result>(
        _ message: any Message, changes: UInt64? = nil, _ envelope: Envelope, _ driver: MessageDriver, _ codec: Int,
        _ body: (UnsafeRawBufferPointer, RecordForm) -> Result
    ) -> Result? {
        sink.clear()
        let coder = repertoire.codecs[codec]
        do {
            try driver.encode(message, changes: changes, envelope, coder, vocabulary, into: &sink)
        } catch {
            refused &+= 1
            return nil
        }
        encoded &+= 1
        return body(sink.bytes, coder.form)
    }

    /// Several messages, each encoded before, as one record.
    func batch(_ messages: [Record], _ codec: Int) -> Record {
        let coder = repertoire.codecs[codec]
        sink.clear()
        var batch = coder.beginBatch(&sink)
        for message in messages {
            coder.nextInBatch(&batch, &sink)
            sink.append(message.bytes)
        }
        coder.endBatch(batch, &sink)
        return Record(copying: sink.bytes, coder.form)
    }
}
