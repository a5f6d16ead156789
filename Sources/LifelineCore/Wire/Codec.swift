/// The step between envelope and record. Codecs say exactly the same things in different bytes.
public protocol Codec: Sendable {
    /// "json", "energy": flags, subprotocols and `set_codec` use it.
    static var name: StaticString { get }
    /// How links delimit its records.
    static var form: RecordForm { get }

    /// Appends one message. On a fault nothing is appended.
    /// No allocation once `sink` is large enough.
    static func encode<M: Message>(
        _ message: borrowing M, _ envelope: Envelope, _ vocabulary: Vocabulary,
        into sink: inout ByteSink
    ) throws(CodecError)

    /// The same of a delta: only the message's own fields whose bit is set in `changes`, in the order of its
    /// description. A codec that does not say so sends the whole message, which is a delta too.
    static func encode<M: Message>(
        _ message: borrowing M, changes: UInt64, _ envelope: Envelope, _ vocabulary: Vocabulary,
        into sink: inout ByteSink
    ) throws(CodecError)

    /// A batch is `beginBatch`, then before each message `nextInBatch`, then `endBatch`. Messages are appended with
    /// `encode`, or as bytes that `encode` wrote elsewhere.
    static func beginBatch(_ sink: inout ByteSink) -> Batch
    /// Before each message of a batch.
    static func nextInBatch(_ batch: inout Batch, _ sink: inout ByteSink)
    /// After the last message of a batch: then the bytes since `start` are one record.
    static func endBatch(_ batch: Batch, _ sink: inout ByteSink)

    /// What reads its records.
    associatedtype Reader: RecordReader
}

extension Codec {
    @inlinable public static func encode<M: Message>(
        _ message: borrowing M, changes: UInt64, _ envelope: Envelope, _ vocabulary: Vocabulary,
        into sink: inout ByteSink
    ) throws(CodecError) {
        try encode(message, envelope, vocabulary, into: &sink)
    }
}

/// A batch being written.
public struct Batch: Sendable {
    /// Where it starts in its sink.
    public let start: Int
    /// Messages in it so far; the codec's `nextInBatch` counts.
    public var count: Int

    /// Empty: for codecs, in `beginBatch`.
    @inlinable public init(start: Int) {
        self.start = start
        count = 0
    }
}

/// Reads one record: its envelopes in order, each payload on demand and where it lies.
///
/// ```swift
/// while try reader.next(&envelope) {
///     switch envelope.kind {
///     case EnergyUpdate.kind.code: try reader.payload(&update, &envelope)
///     default: try reader.skipPayload(&envelope)
///     }
/// }
/// ```
/// After each `next` comes exactly one `payload` or `skipPayload`. `envelope.channel` and `.kind` are known after
/// `next`; the rest of the envelope is complete after the payload, as JSON may name its keys in any order. A fault
/// whose scope is `.message` leaves the reader at the next message of the batch; one of scope `.record` ends it.
public protocol RecordReader {
    /// Reads `record` where it lies, so that it must outlive the reader. Faults are thrown from `next` on.
    init(_ record: UnsafeRawBufferPointer, _ vocabulary: Vocabulary, _ limits: CodecLimits)

    /// Finds the next message. False at the end of the record.
    mutating func next(_ envelope: inout Envelope) throws(CodecError) -> Bool
    /// Reads into `message`, reusing its storage. Fields that `message` had and the payload lacks are cleared; after a
    /// fault `message` is `M()`: never a partial value. A delta only touches the fields it has.
    mutating func payload<M: Message>(_ message: inout M, _ envelope: inout Envelope)
        throws(CodecError)
    /// Passes over the payload, and completes the envelope.
    mutating func skipPayload(_ envelope: inout Envelope) throws(CodecError)

    /// Keys and fields nobody here knows, skipped so far.
    var unknown: Int { get }
    /// True if the record is a batch, be it an empty one. Known after the first `next`.
    var isBatch: Bool { get }
    /// Where in the record the message starts that `next` found last.
    var messageOffset: Int { get }
}

/// What a reader bounds.
public struct CodecLimits: Sendable, Hashable {
    /// The largest record. Default 1 MiB.
    public var recordBytesMax = 1 << 20
    /// Arrays and objects inside each other. Default 16.
    public var depthMax = 16
    /// Messages in a batch, items in a snapshot. Default 4,096.
    public var messagesMax = 4096
    /// Elements in a list. Default 262,144.
    public var elementsMax = 1 << 18
    /// Keys of one JSON object nobody here knows. Default 256.
    public var unknownKeysMax = 256

    @inlinable public init() {}
}
