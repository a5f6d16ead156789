import JSONGrammar
public import LifelineCore

/// What stands around a payload, keys in any order.
extension JSONReader {
    enum Key: UInt16 {
        case channel = 1, type = 2, payload = 4, seq = 8, ts = 16, frame = 32, id = 64, re = 128, delta = 256, replay =
            512,
            unknown = 1024
    }

    static var identity: UInt16 { Key.channel.rawValue | Key.type.rawValue }

    /// Up to the payload, or past the whole envelope if the payload came before channel and type.
    mutating func open(_ envelope: inout Envelope) throws(CodecError) {
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
                let place = cursor.p
                guard readValue(key, &envelope) else { throw fault() }
                if key == .delta, envelope.flags.contains(.delta) {
                    // The payload was read as a whole one.
                    _ = refuse(.invalidEnvelope, place, "delta")
                    throw fault()
                }
            }
            try check(envelope)
        }
        place = .between
    }

    /// What must be there, and what must not be there together.
    mutating func check(_ envelope: Envelope) throws(CodecError) {
        if seen & 23 != 23 {
            let required: [(Key, StaticString)] = [
                (.channel, "channel"), (.type, "type"), (.ts, "ts"), (.payload, "payload"),
            ]
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
    mutating func readKey() -> Key? {
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

        let key = Quoted(start: start, end: close, escaped: escaped).with { JSONReader.key($0) }
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

    static func key(_ bytes: UnsafeRawBufferPointer) -> Key {
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
    mutating func readValue(_ key: Key, _ envelope: inout Envelope) -> Bool {
        let place = cursor.p
        switch key {
        case .channel:
            guard let name = readName("channel") else { return false }
            let known = name.with { name in cursor.vocabulary._withUnsafeGuaranteedRef { $0.handle(of: name) } }
            guard let handle = known else {
                return refuse(.unknownChannel, place, "channel")
            }
            envelope.channel = handle
        case .type:
            guard let name = readName("type") else { return false }
            let known = name.with { name in cursor.vocabulary._withUnsafeGuaranteedRef { $0.kind(named: name) } }
            guard let kind = known else {
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
            return cursor.skipValue(isMessage: true)
        case .unknown:
            cursor.unknown &+= 1
            return cursor.skipValue()
        }
        return true
    }

    /// Text between two quotes.
    struct Quoted {
        let start: UnsafeRawPointer
        let end: UnsafeRawPointer
        let escaped: Bool

        /// With the characters: where they stand or, if some were written with escapes, made plain for the while.
        func with<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
            escaped
                ? JSONLeaf.withPlain(start, end, body)
                : body(UnsafeRawBufferPointer(start: start, count: end - start))
        }
    }

    mutating func readName(_ field: StaticString) -> Quoted? {
        guard cursor.p < cursor.end, cursor.p.load(as: UInt8.self) == 0x22 else {
            _ = JSONLeaf.wrongType(cursor.p, cursor.end, &cursor.fault)
            faultField = field
            return nil
        }
        var escaped = false
        let start = cursor.p + 1
        guard let close = JSONString.scan(start, cursor.end, &escaped, &cursor.fault) else { return nil }
        cursor.p = close + 1
        return Quoted(start: start, end: close, escaped: escaped)
    }

    mutating func needRarities() -> Rarities {
        if let rarities { return rarities }
        let fresh = Rarities()
        rarities = fresh
        return fresh
    }

    mutating func refuse(_ reason: CodecError.Reason, _ place: UnsafeRawPointer, _ field: StaticString) -> Bool {
        cursor.fault.set(reason, place)
        return blame(field)
    }

    mutating func blame(_ field: StaticString) -> Bool {
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
