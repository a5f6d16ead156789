import JSONGrammar
public import LifelineCore

/// The patient pass over an object: any order, white space, escapes, keys nobody here knows.
///
/// It walks the description once to learn what is required, once for each key to read the field of that name, and once
/// more to name what is missing.
@usableFromInline struct JSONKeyedReader: ~Copyable, Visitor {
    @usableFromInline enum Walk { case learning, matching, matched, naming }

    @usableFromInline var cursor: JSONCursor
    @usableFromInline var walk = Walk.learning
    @usableFromInline var seen: UInt64 = 0
    @usableFromInline var bit: UInt64 = 1
    @usableFromInline var required: UInt64 = 0
    @usableFromInline let isDelta: Bool
    /// The field at which `cursor.fault` happened.
    @usableFromInline var faultField: StaticString?
    private var key: UnsafeRawBufferPointer
    private var keyEscaped = false
    private var unescaped: [UInt8] = []
    private var isOpen = false
    private var unknownKeys = KeyStack()
    private let objectStart: UnsafeRawPointer

    /// `cursor` stands where the opening brace should be.
    @usableFromInline init(_ cursor: JSONCursor, isDelta: Bool) {
        self.cursor = cursor
        self.isDelta = isDelta
        key = UnsafeRawBufferPointer(start: nil, count: 0)
        objectStart = cursor.p
        unknownKeys.open()
    }

    /// Past the next key and its colon. False at the end of the object, or at a fault.
    @usableFromInline mutating func nextKey() -> Bool {
        bit = 1
        var more = true
        if isOpen {
            guard endOfField(), cursor.separator(0x7D, &more) else { return false }
        } else {
            isOpen = true
            var isEmpty = false
            guard cursor.open(0x7B, &isEmpty) else { return false }
            more = !isEmpty
        }
        guard more else {
            guard !isDelta, seen & required != required else { return false }
            cursor.fault.set(.missingField, objectStart)
            walk = .naming
            return false
        }
        guard let start = readKey() else { return false }
        cursor.p = start
        walk = .matching
        return true
    }

    /// Where the value starts, or nil with a fault.
    private mutating func readKey() -> UnsafeRawPointer? {
        func refuse() -> UnsafeRawPointer? {
            _ = cursor.fail(.unexpectedByte)
            return nil
        }
        guard cursor.p < cursor.end, cursor.p.load(as: UInt8.self) == 0x22 else { return refuse() }
        let start = cursor.p + 1
        keyEscaped = false
        guard let close = JSONString.scan(start, cursor.end, &keyEscaped, &cursor.fault) else { return nil }
        key = UnsafeRawBufferPointer(start: start, count: close - start)
        if keyEscaped { unescaped = JSONLeaf.plain(start, close) }
        cursor.p = JSONScanner.skipWhiteSpace(close + 1, cursor.end)
        guard cursor.p < cursor.end, cursor.p.load(as: UInt8.self) == 0x3A else { return refuse() }
        return JSONScanner.skipWhiteSpace(cursor.p + 1, cursor.end)
    }

    /// A key that no field answered to is unknown: its value is checked, passed over and counted.
    private mutating func endOfField() -> Bool {
        guard cursor.fault.reason == nil else { return false }
        guard walk == .matching, let start = key.baseAddress else { return true }
        cursor.unknown &+= 1
        let outcome = unknownKeys.insert(
            KeyStack.Key(start, count: key.count, escaped: keyEscaped), limit: cursor.keysMax)
        switch outcome {
        case .inserted: return cursor.skipValue()
        case .duplicate: cursor.fault.set(.duplicateKey, start - 1)
        case .full: cursor.fault.set(.tooManyUnknownKeys(limit: cursor.keysMax), start - 1)
        }
        return false
    }

    /// True if the value at the cursor belongs to the field `key`.
    @usableFromInline mutating func match(_ name: StaticString, isRequired: Bool) -> Bool {
        let mine = bit
        bit = mine << 1
        switch walk {
        case .matched: return false
        case .learning:
            if isRequired { required |= mine }
            return false
        case .naming:
            if isRequired, seen & mine == 0, faultField == nil { faultField = name }
            return false
        case .matching:
            let field = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
            guard keyEscaped ? unescaped.elementsEqual(field) : key.elementsEqual(field) else { return false }
            walk = .matched
            if seen & mine != 0, let start = key.baseAddress { cursor.fault.set(.duplicateKey, start - 1) }
            seen |= mine
            return cursor.fault.reason == nil
        }
    }

    @usableFromInline mutating func note(_ name: StaticString, _ isRead: Bool) {
        if !isRead, faultField == nil { faultField = name }
    }

    @usableFromInline mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        if match(key, isRequired: !T.isOptional) { note(key, cursor.scalar(&value)) }
    }

    @usableFromInline mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        if match(key, isRequired: !W.isOptional) { note(key, cursor.words(&value)) }
    }

    @usableFromInline mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        guard match(key, isRequired: false) else { return }
        var part = P()
        note(key, cursor.part(&part))
        value = part
    }

    @usableFromInline mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        if match(key, isRequired: true) { note(key, cursor.list(&list)) }
    }

    @usableFromInline mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        if match(key, isRequired: true) { note(key, cursor.list(&list)) }
    }

    @usableFromInline mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        guard match(key, isRequired: false) else { return }
        var words: [W] = []
        note(key, cursor.list(&words))
        list = words
    }

    @usableFromInline mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        if match(key, isRequired: true) { note(key, cursor.list(&list)) }
    }

    @usableFromInline mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        guard match(key, isRequired: false) else { return }
        var parts: [P] = []
        note(key, cursor.list(&parts))
        list = parts
    }

    @usableFromInline mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        if match(key, isRequired: true) { note(key, cursor.list(&list)) }
    }

    @usableFromInline mutating func field(_ key: StaticString, _ value: inout Bytes) {
        if match(key, isRequired: true) { note(key, cursor.bytes(&value)) }
    }

    @usableFromInline mutating func field(_ key: StaticString, _ value: inout Document) {
        if match(key, isRequired: true) { note(key, cursor.document(&value)) }
    }

    @usableFromInline mutating func field(_ key: StaticString, _ value: inout Document?) {
        guard match(key, isRequired: false) else { return }
        var document = Document()
        note(key, cursor.document(&document))
        value = document
    }

    @usableFromInline mutating func field(_ key: StaticString, _ items: inout [Item]) {
        if match(key, isRequired: true) { note(key, cursor.items(&items)) }
    }
}
