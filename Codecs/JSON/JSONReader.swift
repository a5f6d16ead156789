import JSONGrammar
public import LifelineCore

/// Reads a JSON record: one envelope, or an array of them.
///
/// A payload that is the last key of its envelope, as our writers send it, is read where it lies. One that comes before
/// other keys is passed over first and read at the end.
public struct JSONReader: RecordReader {
    enum Place { case start, payload, between, end }

    final class Rarities {
        var unknownKeys = KeyStack()
    }

    @usableFromInline var cursor: JSONCursor
    let start: UnsafeRawPointer
    var place = Place.start
    public private(set) var isBatch = false
    var messages = 0

    var envelopeStart: UnsafeRawPointer
    /// Which keys of the present envelope were read, one bit each.
    var seen: UInt16 = 0
    /// Where the payload of the present envelope starts, if other keys followed it.
    var deferred: UnsafeRawPointer?
    /// What a record as our writers send it never needs: one word here, so that a reader costs nothing to let go.
    var rarities: Rarities?
    /// Containers around the present envelope.
    var base = 0
    /// The field at which `cursor.fault` happened.
    @usableFromInline var faultField: StaticString?
    let refused: CodecError.Reason?

    public init(_ record: UnsafeRawBufferPointer, _ vocabulary: Vocabulary, _ limits: CodecLimits) {
        let empty = UnsafeRawPointer(JSONReader.nothing.utf8Start)
        start = record.baseAddress ?? empty
        envelopeStart = start
        cursor = JSONCursor(start, start + record.count, .passUnretained(vocabulary), limits, depth: 0)
        refused =
            record.count > limits.recordBytesMax
            ? .recordTooLarge(record.count, limit: limits.recordBytesMax) : nil
    }

    /// For one message inside another.
    init(item cursor: JSONCursor) {
        self.cursor = cursor
        start = cursor.p
        envelopeStart = start
        refused = nil
    }

    static var nothing: StaticString { "" }

    public var unknown: Int { cursor.unknown }
    public var messageOffset: Int { envelopeStart - start }

    public mutating func next(_ envelope: inout Envelope) throws(CodecError) -> Bool {
        if let refused, place != .end { throw recordFault(refused, cursor.p) }
        switch place {
        case .start:
            cursor.skipWhiteSpace()
            guard cursor.p < cursor.end else { throw recordFault(.truncated, cursor.end) }
            if cursor.p.load(as: UInt8.self) == 0x5B {
                isBatch = true
                var isEmpty = false
                guard cursor.open(0x5B, &isEmpty) else { throw recordFault() }
                if isEmpty { return try finish() }
            }
        case .between:
            guard isBatch else { return try finish() }
            var more = false
            guard cursor.separator(0x5D, &more) else { throw recordFault() }
            guard more else { return try finish() }
        case .payload: preconditionFailure("after next() comes payload() or skipPayload(), then next()")
        case .end: return false
        }
        guard messages < cursor.limits.messagesMax else {
            throw recordFault(.tooManyMessages(limit: cursor.limits.messagesMax), cursor.p)
        }
        messages &+= 1
        try open(&envelope)
        return true
    }

    @inlinable
    public mutating func payload<M: Message>(_ message: inout M, _ envelope: inout Envelope) throws(CodecError) {
        let resume = seekPayload()
        guard readObject(&message, isDelta: envelope.flags.contains(.delta)) else {
            message = M()
            throw fault()
        }
        do {
            try closeEnvelope(&envelope, resume)
        } catch {
            message = M()
            throw error
        }
    }

    public mutating func skipPayload(_ envelope: inout Envelope) throws(CodecError) {
        let resume = seekPayload()
        if resume == nil {
            guard cursor.isAtObject(), cursor.skipValue(isMessage: true) else { throw fault() }
        }
        try closeEnvelope(&envelope, resume)
    }
}

// MARK: Payload

extension JSONReader {
    /// A payload on its own, without envelope; the whole record.
    @inlinable mutating func barePayload<M: Message>(_ message: inout M) throws(CodecError) {
        cursor.skipWhiteSpace()
        guard readObject(&message, isDelta: false), atEnd() else {
            message = M()
            throw fault()
        }
    }

    @usableFromInline mutating func atEnd() -> Bool {
        cursor.skipWhiteSpace()
        if cursor.p < cursor.end { cursor.fault.set(.trailingBytes, cursor.p) }
        return cursor.p == cursor.end
    }

    @inlinable @inline(__always) mutating func readObject<M: Message>(_ message: inout M, isDelta: Bool) -> Bool {
        let start = cursor.p
        let unknown = cursor.unknown
        let depth = cursor.depth
        if cursor.p < cursor.end, cursor.p.load(as: UInt8.self) == 0x7B, depth < cursor.depthMax {
            cursor.depth = depth &+ 1
            var reader = JSONFieldReader(cursor, isDelta: isDelta)
            M.describe(&message, &reader)
            let isDone = reader.finish()
            if isDone, reader.isStale { cursor.clear(&message, but: reader.seen) }
            cursor = reader.cursor
            // A list that broke off has not closed its own.
            cursor.depth = depth
            if isDone { return true }
        }
        cursor.p = start
        cursor.unknown = unknown
        return readByKey(&message, isDelta: isDelta)
    }

    @inline(never) @usableFromInline
    mutating func readByKey<M: Message>(_ message: inout M, isDelta: Bool) -> Bool {
        cursor.fault = JSONFault()
        var reader = JSONKeyedReader(cursor, isDelta: isDelta)
        while reader.nextKey() { M.describe(&message, &reader) }
        if reader.walk == .ending { M.describe(&message, &reader) }
        faultField = reader.faultField
        cursor = reader.cursor
        return cursor.fault.reason == nil
    }
}
