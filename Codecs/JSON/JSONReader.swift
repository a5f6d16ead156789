import JSONGrammar
public import LifelineCore

/// Reads a JSON record: one envelope, or an array of them.
///
/// A payload that is the last key of its envelope, as our writers send it, is read where it lies. One that comes before
/// other keys is passed over first and read at the end.
public struct JSONReader: RecordReader {
    enum Place { case start, payload, between, end }

    private final class Rarities {
        var unknownKeys = KeyStack()
        /// A name that was written with escapes.
        var scratch: [UInt8] = []
    }

    @usableFromInline var cursor: JSONCursor
    private let start: UnsafeRawPointer
    private var place = Place.start
    public private(set) var isBatch = false
    private var messages = 0

    private var envelopeStart: UnsafeRawPointer
    /// Which keys of the present envelope were read, one bit each.
    private var seen: UInt16 = 0
    /// Where the payload of the present envelope starts, if other keys followed it.
    private var deferred: UnsafeRawPointer?
    /// What a record as our writers send it never needs: one word here, so that a reader costs nothing to let go.
    private var rarities: Rarities?
    /// Containers around the present envelope.
    private var base = 0
    /// The field at which `cursor.fault` happened.
    @usableFromInline var faultField: StaticString?
    private let refused: CodecError.Reason?

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

    private static var nothing: StaticString { "" }

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
            guard cursor.isAtObject(), cursor.skipValue() else { throw fault() }
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
        if cursor.p < cursor.end, cursor.p.load(as: UInt8.self) == 0x7B, cursor.depth < cursor.depthMax {
            cursor.depth &+= 1
            var reader = JSONFieldReader(cursor, isDelta: isDelta)
            M.describe(&message, &reader)
            let isDone = reader.finish()
            cursor = reader.cursor
            cursor.depth &-= 1
            if isDone { return true }
        }
        cursor.p = start
        cursor.unknown = unknown
        return readByKey(&message, isDelta: isDelta)
    }

    @inline(never) @usableFromInline
    mutating func readByKey<M: Message>(_ message: inout M, isDelta: Bool) -> Bool {
        cursor.fault = JSONFault()
        if !isDelta { message = M() }
        var reader = JSONKeyedReader(cursor, isDelta: isDelta)
        M.describe(&message, &reader)
        while reader.nextKey() { M.describe(&message, &reader) }
        if reader.walk == .naming { M.describe(&message, &reader) }
        faultField = reader.faultField
        cursor = reader.cursor
        return cursor.fault.reason == nil
    }
}

// MARK: Envelope

extension JSONReader {
    private enum Key: UInt16 {
        case channel = 1, type = 2, payload = 4, seq = 8, ts = 16, frame = 32, id = 64, re = 128, delta = 256, replay =
            512,
            unknown = 1024
    }

    private static var identity: UInt16 { Key.channel.rawValue | Key.type.rawValue }

    /// Up to the payload, or past the whole envelope if the payload came before channel and type.
    private mutating func open(_ envelope: inout Envelope) throws(CodecError) {
        envelope = Envelope()
        envelopeStart = cursor.p
        base = cursor.depth
        seen = 0
        deferred = nil
        faultField = nil
        rarities?.unknownKeys.clear()
        place = .payload

        if isBatch, cursor.p < cursor.end, cursor.p.load(as: UInt8.self) == 0x5B {
            throw recordFault(.nestedBatch, cursor.p)
        }
        var isEmpty = false
        guard cursor.open(0x7B, &isEmpty) else { throw fault() }
        var more = !isEmpty
        while more {
            guard let key = readKey() else { throw fault() }
            if key == .payload, seen & JSONReader.identity == JSONReader.identity { return }
            guard readValue(key, &envelope), cursor.separator(0x7D, &more) else { throw fault() }
        }
        try check(envelope)
    }

    /// The keys after the payload, or nothing if they have been read: then `resume` is where the envelope ends.
    @usableFromInline
    mutating func closeEnvelope(_ envelope: inout Envelope, _ resume: UnsafeRawPointer?) throws(CodecError) {
        if let resume {
            cursor.p = resume
            cursor.depth = base
        } else {
            var more = true
            while true {
                guard cursor.separator(0x7D, &more) else { throw fault() }
                guard more else { break }
                guard let key = readKey() else { throw fault() }
                if key == .delta {
                    // The payload was read as a whole one.
                    cursor.fault.set(.invalidEnvelope, cursor.p)
                    faultField = "delta"
                    throw fault()
                }
                guard readValue(key, &envelope) else { throw fault() }
            }
            try check(envelope)
        }
        place = .between
    }

    /// What must be there, and what must not be there together.
    private mutating func check(_ envelope: Envelope) throws(CodecError) {
        let required: [(Key, StaticString)] = [
            (.channel, "channel"), (.type, "type"), (.ts, "ts"), (.payload, "payload"),
        ]
        if seen & 23 != 23 {
            faultField = required.first { seen & $0.0.rawValue == 0 }?.1
        } else if seen & 192 == 192 {
            faultField = "re"
        } else {
            return
        }
        cursor.fault.set(.invalidEnvelope, envelopeStart)
        throw fault()
    }

    /// The next key, with its value ahead.
    private mutating func readKey() -> Key? {
        guard cursor.p < cursor.end, cursor.p.load(as: UInt8.self) == 0x22 else {
            _ = cursor.fail(.unexpectedByte)
            return nil
        }
        let start = cursor.p + 1
        var escaped = false
        guard let close = JSONString.scan(start, cursor.end, &escaped, &cursor.fault) else { return nil }
        cursor.p = close + 1
        cursor.skipWhiteSpace()
        guard cursor.p < cursor.end, cursor.p.load(as: UInt8.self) == 0x3A else {
            _ = cursor.fail(.unexpectedByte)
            return nil
        }
        cursor.p += 1
        cursor.skipWhiteSpace()

        let key =
            escaped
            ? JSONLeaf.plain(start, close).withUnsafeBytes { JSONReader.key($0) }
            : JSONReader.key(UnsafeRawBufferPointer(start: start, count: close - start))
        if key == .unknown {
            let outcome = needRarities().unknownKeys.insert(
                KeyStack.Key(start, count: close - start, escaped: escaped), limit: cursor.keysMax)
            switch outcome {
            case .inserted: return .unknown
            case .duplicate: cursor.fault.set(.duplicateKey, start - 1)
            case .full: cursor.fault.set(.tooManyUnknownKeys(limit: cursor.keysMax), start - 1)
            }
            return nil
        }
        guard seen & key.rawValue == 0 else {
            cursor.fault.set(.duplicateKey, start - 1)
            return nil
        }
        seen |= key.rawValue
        return key
    }

    private static func key(_ bytes: UnsafeRawBufferPointer) -> Key {
        guard let p = bytes.baseAddress else { return .unknown }
        func says(_ name: StaticString) -> Bool {
            JSONLeaf.same(p, UnsafeRawPointer(name.utf8Start), name.utf8CodeUnitCount)
        }
        switch bytes.count {
        case 2: return says("ts") ? .ts : says("id") ? .id : says("re") ? .re : .unknown
        case 3: return says("seq") ? .seq : .unknown
        case 4: return says("type") ? .type : .unknown
        case 5: return says("frame") ? .frame : says("delta") ? .delta : .unknown
        case 6: return says("replay") ? .replay : .unknown
        case 7: return says("channel") ? .channel : says("payload") ? .payload : .unknown
        default: return .unknown
        }
    }

    /// One value of the envelope. False with a fault set.
    private mutating func readValue(_ key: Key, _ envelope: inout Envelope) -> Bool {
        let place = cursor.p
        switch key {
        case .channel:
            guard let name = readName("channel") else { return false }
            guard let handle = cursor.vocabulary._withUnsafeGuaranteedRef({ $0.handle(of: name) }) else {
                return refuse(.unknownChannel, place, "channel")
            }
            envelope.channel = handle
        case .type:
            guard let name = readName("type") else { return false }
            guard let kind = cursor.vocabulary._withUnsafeGuaranteedRef({ $0.kind(named: name) }) else {
                return refuse(.unknownKind, place, "type")
            }
            envelope.kind = kind
        case .seq:
            guard cursor.scalar(&envelope.seq) else { return blame("seq") }
            guard envelope.seq > 0 else { return refuse(.invalidEnvelope, place, "seq") }
        case .ts:
            guard cursor.scalar(&envelope.time) else { return blame("ts") }
        case .frame:
            guard cursor.scalar(&envelope.frame) else { return blame("frame") }
        case .id, .re:
            guard cursor.scalar(&envelope.reference) else { return blame(key == .id ? "id" : "re") }
            guard envelope.reference > 0 else { return refuse(.invalidEnvelope, place, key == .id ? "id" : "re") }
            if key == .re { envelope.flags.insert(.answer) }
        case .delta, .replay:
            var flag = false
            guard cursor.scalar(&flag) else { return blame(key == .delta ? "delta" : "replay") }
            if flag { envelope.flags.insert(key == .delta ? .delta : .replay) }
        case .payload:
            deferred = place
            guard cursor.isAtObject() else { return blame("payload") }
            return cursor.skipValue()
        case .unknown:
            cursor.unknown &+= 1
            return cursor.skipValue()
        }
        return true
    }

    /// The characters of a string, where they stand or, if they were written with escapes, in `scratch`.
    private mutating func readName(_ field: StaticString) -> UnsafeRawBufferPointer? {
        guard cursor.p < cursor.end, cursor.p.load(as: UInt8.self) == 0x22 else {
            _ = JSONLeaf.wrongType(cursor.p, cursor.end, &cursor.fault)
            faultField = field
            return nil
        }
        var escaped = false
        let start = cursor.p + 1
        guard let close = JSONString.scan(start, cursor.end, &escaped, &cursor.fault) else { return nil }
        cursor.p = close + 1
        guard escaped else { return UnsafeRawBufferPointer(start: start, count: close - start) }
        // Stays where it is while the reader keeps it, until the next such name.
        let rarities = needRarities()
        rarities.scratch = JSONLeaf.plain(start, close)
        return rarities.scratch.withUnsafeBytes { UnsafeRawBufferPointer($0) }
    }

    private mutating func needRarities() -> Rarities {
        if let rarities { return rarities }
        let fresh = Rarities()
        rarities = fresh
        return fresh
    }

    private mutating func refuse(_ reason: CodecError.Reason, _ place: UnsafeRawPointer, _ field: StaticString) -> Bool
    {
        cursor.fault.set(reason, place)
        return blame(field)
    }

    private mutating func blame(_ field: StaticString) -> Bool {
        faultField = field
        return false
    }

    /// Where the payload is. Nil if it lies at the cursor; else the end of the envelope, for `closeEnvelope`.
    @usableFromInline mutating func seekPayload() -> UnsafeRawPointer? {
        precondition(place == .payload, "payload() and skipPayload() come once after each next()")
        guard let deferred else { return nil }
        let resume = cursor.p
        cursor.p = deferred
        cursor.depth = base &+ 1
        return resume
    }
}

// MARK: Faults

extension JSONReader {
    /// The end of the record.
    private mutating func finish() throws(CodecError) -> Bool {
        place = .end
        guard atEnd() else { throw recordFault() }
        return false
    }

    /// What `cursor.fault` says. A fault of one message passes over that message first, so that the next can be read;
    /// if that fails, the record is broken, and says so.
    @usableFromInline mutating func fault() -> CodecError {
        let error = error()
        guard error.scope == .message else {
            place = .end
            return error
        }
        cursor.fault = JSONFault()
        cursor.p = envelopeStart
        cursor.depth = base
        guard cursor.skipValue(isRefused: true) else { return recordFault() }
        place = .between
        return error
    }

    private mutating func recordFault() -> CodecError {
        place = .end
        faultField = nil
        return error()
    }

    private mutating func recordFault(_ reason: CodecError.Reason, _ position: UnsafeRawPointer) -> CodecError {
        cursor.fault = JSONFault()
        cursor.fault.set(reason, position)
        return recordFault()
    }

    private func error() -> CodecError {
        let position = cursor.fault.position ?? cursor.p
        return CodecError(cursor.fault.reason ?? .unexpectedByte, at: position - start, field: faultField)
    }
}

// MARK: Items

extension JSONReader {
    /// One message of a snapshot. Nil with `cursor.fault` set if it is broken; nil without if nobody knows its type or
    /// channel, and it was passed over.
    mutating func readItem() -> Item? {
        var envelope = Envelope()
        do throws(CodecError) {
            try open(&envelope)
            guard envelope.kind != StateSnapshot.kind.code,
                let type = cursor.vocabulary._withUnsafeGuaranteedRef({ $0.type(of: envelope.kind) })
            else { throw recordFault(.nestedBatch, envelopeStart) }
            let payload = try read(type, &envelope)
            return Item(envelope: envelope, payload: payload)
        } catch {
            switch error.reason {
            case .unknownKind, .unknownChannel: cursor.unknown &+= 1
            default: cursor.fault.set(error.reason, start + error.offset)
            }
            return nil
        }
    }

    private mutating func read<M: Message>(_ type: M.Type, _ envelope: inout Envelope) throws(CodecError) -> any Message
    {
        var message = M()
        try payload(&message, &envelope)
        return message
    }
}
