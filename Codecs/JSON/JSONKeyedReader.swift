import JSONGrammar
public import LifelineCore

/// The patient pass over an object: any order, white space, escapes, keys nobody here knows.
///
/// It walks the description once for each key, to read the field of that name, and once more at the end, to clear what
/// was left out or to name what is missing. Values are read in place: a text that stays the same is kept.
@usableFromInline struct JSONKeyedReader: ~Copyable, Visitor {
    @usableFromInline enum Walk { case matching, matched, ending }

    /// What is to be done about a field.
    @usableFromInline enum Turn { case read, clear, pass }

    @usableFromInline var cursor: JSONCursor
    @usableFromInline var walk = Walk.matched
    @usableFromInline var seen: UInt64 = 0
    @usableFromInline var bit: UInt64 = 1
    @usableFromInline let isDelta: Bool
    /// The field at which `cursor.fault` happened.
    @usableFromInline var faultField: StaticString?
    private var key: UnsafeRawBufferPointer
    private var keyEscaped = false
    private var isOpen = false
    private var unknownKeys = KeyStack()
    private let objectStart: UnsafeRawPointer

    /// `cursor` stands where the opening brace should be.
    @usableFromInline init(_ cursor: JSONCursor, isDelta: Bool) {
        self.cursor = cursor
        self.isDelta = isDelta
        key = UnsafeRawBufferPointer(start: nil, count: 0)
        objectStart = cursor.p
    }

    /// Only to clear what is not among `seen`.
    init(_ cursor: JSONCursor, ending seen: UInt64) {
        self.init(cursor, isDelta: false)
        self.seen = seen
        walk = .ending
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
            // A delta says nothing of what it leaves out.
            if !isDelta { walk = .ending }
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

    /// `.read` if the value at the cursor belongs to the field `name`.
    @usableFromInline mutating func match(_ name: StaticString, isRequired: Bool) -> Turn {
        let mine = bit
        bit = mine << 1
        switch walk {
        case .matched: return .pass
        case .ending:
            guard seen & mine == 0 else { return .pass }
            guard isRequired else { return .clear }
            if cursor.fault.reason == nil { faultField = name }
            cursor.fault.set(.missingField, objectStart)
            return .pass
        case .matching:
            let field = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
            guard let start = key.baseAddress,
                keyEscaped ? JSONString.says(start, start + key.count, field) : key.elementsEqual(field)
            else { return .pass }
            walk = .matched
            if seen & mine != 0 { cursor.fault.set(.duplicateKey, start - 1) }
            seen |= mine
            return cursor.fault.reason == nil ? .read : .pass
        }
    }

    @usableFromInline mutating func note(_ name: StaticString, _ isRead: Bool) {
        if !isRead, faultField == nil { faultField = name }
    }

    @usableFromInline mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        switch match(key, isRequired: !T.isOptional) {
        case .read: note(key, cursor.scalar(&value))
        case .clear: value.clear()
        case .pass: break
        }
    }

    @usableFromInline mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        switch match(key, isRequired: !W.isOptional) {
        case .read: note(key, cursor.words(&value))
        case .clear: value.clear()
        case .pass: break
        }
    }

    @usableFromInline mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        switch match(key, isRequired: false) {
        case .read:
            if value == nil { value = P() }
            note(key, cursor.part(&value!))
        case .clear: value = nil
        case .pass: break
        }
    }

    @usableFromInline mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        if match(key, isRequired: true) == .read { note(key, cursor.list(&list)) }
    }

    @usableFromInline mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        if match(key, isRequired: true) == .read { note(key, cursor.list(&list)) }
    }

    @usableFromInline mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        switch match(key, isRequired: false) {
        case .read:
            if list == nil { list = [] }
            note(key, cursor.list(&list!))
        case .clear: list = nil
        case .pass: break
        }
    }

    @usableFromInline mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        if match(key, isRequired: true) == .read { note(key, cursor.list(&list)) }
    }

    @usableFromInline mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        switch match(key, isRequired: false) {
        case .read:
            if list == nil { list = [] }
            note(key, cursor.list(&list!))
        case .clear: list = nil
        case .pass: break
        }
    }

    @usableFromInline mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        if match(key, isRequired: true) == .read { note(key, cursor.list(&list)) }
    }

    @usableFromInline mutating func field(_ key: StaticString, _ value: inout Bytes) {
        if match(key, isRequired: true) == .read { note(key, cursor.bytes(&value)) }
    }

    @usableFromInline mutating func field(_ key: StaticString, _ value: inout Document) {
        if match(key, isRequired: true) == .read { note(key, cursor.document(&value)) }
    }

    @usableFromInline mutating func field(_ key: StaticString, _ value: inout Document?) {
        switch match(key, isRequired: false) {
        case .read:
            if value == nil { value = Document() }
            note(key, cursor.document(&value!))
        case .clear: value = nil
        case .pass: break
        }
    }

    @usableFromInline mutating func field(_ key: StaticString, _ items: inout [Item]) {
        if match(key, isRequired: true) == .read { note(key, cursor.items(&items)) }
    }
}
