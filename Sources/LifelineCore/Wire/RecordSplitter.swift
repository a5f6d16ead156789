/// Cuts a byte stream into records: JSON lines and energy frames, in any mixture, pushed in any pieces.
///
/// A record that lies whole in the pushed bytes is handed out where it lies; one that spans several pushes is gathered
/// first. Looks at each byte once, and never holds more than `recordBytesMax` of them.
///
/// ```swift
/// var input = bytesJustRead
/// while let record = try splitter.next(&input) { owner.received(record.bytes, record.form) }
/// // `input` is empty now: what is left of it is kept for the next push.
/// ```
public struct RecordSplitter: ~Copyable {
    /// One record of the stream. Its bytes are valid until the next call, and as long as what was pushed.
    public struct Piece {
        /// The whole of it: a line without its LF, or a frame.
        public let bytes: UnsafeRawBufferPointer
        public let form: RecordForm
        /// Bytes of the stream before it.
        public let offset: Int
    }

    /// The largest record: a line without its LF, a whole frame.
    public let recordBytesMax: Int
    /// Where the record in hand starts in the stream, or the next one if there is none. After a fault: the bad one.
    public private(set) var offset = 0

    /// What was gathered of a record above this size is given back to the system once the record has been handed out.
    static let keptBytesMax = 64 << 10

    private let only: RecordForm?
    /// The beginning of the record in hand. Invariant: empty between records, except while `isLent`.
    private var held = ByteSink(capacity: 0)
    private var isLent = false
    /// Nil between records.
    private var form: RecordForm?
    /// Of the frame in hand; 0 until its first eight bytes are there.
    private var length = 0
    /// Bytes pushed and taken, so far.
    private var position = 0
    private var fault: CodecError?

    /// `only` one form, or both: then the first byte of each record says which it is.
    public init(recordBytesMax: Int, only form: RecordForm? = nil) {
        precondition(recordBytesMax > 0, "no record fits in \(recordBytesMax) bytes: give a limit above 0")
        self.recordBytesMax = recordBytesMax
        only = form
    }

    /// False while a record is in hand: a peer that lets it stay so for long is slow or ill-meaning.
    public var isBetweenRecords: Bool { form == nil }

    /// The next record of `input`, which moves past it; nil once `input` is used up. White space before a JSON record,
    /// blank lines therefore, is passed over. After a fault there is no telling where a record starts: every later call
    /// throws it again.
    public mutating func next(_ input: inout UnsafeRawBufferPointer) throws(CodecError) -> Piece? {
        if isLent { forget() }
        if form == nil, fault == nil, let piece = straight(&input) { return piece }
        if let fault { throw fault }
        if form == nil { form = try begin(&input) }
        switch form {
        case .text: return try line(&input)
        case .binary: return try frame(&input)
        case nil: return nil
        }
    }

    /// The stream is over. A last line may lack its LF; a frame may not lack anything.
    public mutating func end() throws(CodecError) -> Piece? {
        if let fault { throw fault }
        if isLent { forget() }
        if form == .binary { throw refuse(.truncated, at: held.count) }
        return form.map { whole(UnsafeRawBufferPointer(start: nil, count: 0), $0) }
    }
}

extension RecordSplitter {
    /// The straight path: a record that lies whole in `input`, with nothing held and nothing wrong. Most do.
    @inline(__always)
    private mutating func straight(_ input: inout UnsafeRawBufferPointer) -> Piece? {
        guard let start = input.baseAddress, input.count >= FrameSignature.bytes else { return nil }
        let form: RecordForm
        let count: Int
        var gap = 0
        switch start.load(as: UInt8.self) {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard let end = LineFeed.first(in: input) else { return nil }
            (form, count, gap) = (.text, end, 1)
        case 0xFB:
            let signature = FrameSignature(input)
            guard signature.version == FrameSignature.layout, signature.length & 7 == 0,
                signature.length >= FrameSignature.frameBytesMin, signature.length <= input.count
            else { return nil }
            (form, count) = (.binary, signature.length)
        default: return nil
        }
        guard count <= recordBytesMax, only == nil || only == form else { return nil }
        offset = position
        position &+= count &+ gap
        let taken = count &+ gap
        input = UnsafeRawBufferPointer(start: start + taken, count: input.count &- taken)
        return Piece(bytes: UnsafeRawBufferPointer(start: start, count: count), form: form, offset: offset)
    }

    /// What the next record is, from its first byte; nil if there is none yet.
    private mutating func begin(_ input: inout UnsafeRawBufferPointer) throws(CodecError) -> RecordForm? {
        if only != .binary {
            let blank = input.prefix { $0 == 0x0A || $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }.count
            _ = take(blank, &input)
        }
        offset = position
        guard let first = input.first else { return nil }
        guard let form = RecordForm(first: first) else { throw refuse(.invalidMagic, at: 0) }
        guard only == nil || only == form else { throw refuse(.unexpectedByte, at: 0) }
        return form
    }

    private mutating func line(_ input: inout UnsafeRawBufferPointer) throws(CodecError) -> Piece? {
        let end = LineFeed.first(in: input)
        let count = held.count + (end ?? input.count)
        guard count <= recordBytesMax else { throw refuse(.recordTooLarge(count, limit: recordBytesMax), at: 0) }
        let bytes = take(end ?? input.count, &input)
        guard end != nil else {
            held.append(bytes)
            return nil
        }
        _ = take(1, &input)
        return whole(bytes, .text)
    }

    private mutating func frame(_ input: inout UnsafeRawBufferPointer) throws(CodecError) -> Piece? {
        if length == 0 {
            guard held.count + input.count >= FrameSignature.bytes else {
                held.append(take(input.count, &input))
                return nil
            }
            if held.count > 0 { held.append(take(FrameSignature.bytes - held.count, &input)) }
            length = try checked(FrameSignature(held.count > 0 ? held.bytes : input))
        }
        let missing = length - held.count
        let bytes = take(min(missing, input.count), &input)
        guard bytes.count == missing else {
            held.append(bytes)
            return nil
        }
        return whole(bytes, .binary)
    }

    private mutating func checked(_ signature: FrameSignature) throws(CodecError) -> Int {
        guard signature.version == FrameSignature.layout else {
            throw refuse(.unsupportedLayout(signature.version), at: 1)
        }
        guard signature.length % 8 == 0, signature.length >= FrameSignature.frameBytesMin else {
            throw refuse(.invalidLength, at: 4)
        }
        guard signature.length <= recordBytesMax else {
            throw refuse(.recordTooLarge(signature.length, limit: recordBytesMax), at: 4)
        }
        return signature.length
    }

    /// The record in hand with its last bytes: where they lie if they are all of it.
    private mutating func whole(_ bytes: UnsafeRawBufferPointer, _ form: RecordForm) -> Piece {
        self.form = nil
        length = 0
        guard held.count > 0 else { return Piece(bytes: bytes, form: form, offset: offset) }
        held.append(bytes)
        isLent = true
        return Piece(bytes: held.bytes, form: form, offset: offset)
    }

    private mutating func forget() {
        isLent = false
        if held.capacity > RecordSplitter.keptBytesMax { held = ByteSink(capacity: 0) } else { held.clear() }
    }

    private mutating func take(_ count: Int, _ input: inout UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let bytes = UnsafeRawBufferPointer(rebasing: input.prefix(count))
        input = UnsafeRawBufferPointer(rebasing: input.dropFirst(count))
        position += bytes.count
        return bytes
    }

    private mutating func refuse(_ reason: CodecError.Reason, at offset: Int) -> CodecError {
        let error = CodecError(reason, at: offset)
        fault = error
        return error
    }
}
