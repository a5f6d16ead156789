/// Which fields differ between two messages of one type: what a delta has to say.
@usableFromInline enum FieldChanges {
    /// A bit for each field of `message` that `base` has otherwise. Nil if a delta cannot say it, because a field went
    /// away, or need not, because nothing stayed as it was.
    @usableFromInline static func bits<M: Message>(_ base: UnsafePointer<M>, _ message: UnsafePointer<M>) -> UInt64? {
        var before = FieldBytes()
        var after = FieldBytes()
        describing(message: base, &before)
        describing(message: message, &after)
        guard after.isComparable, before.absent | after.absent == before.absent else { return nil }
        var changed: UInt64 = 0
        for field in after.ends.indices where !before.holds(field, as: after) { changed |= 1 << UInt64(field) }
        return changed.nonzeroBitCount == after.ends.count ? nil : changed
    }
}

/// The fields of a message as bytes that are equal where the fields are.
private struct FieldBytes: ~Copyable, Visitor {
    private var bytes: [UInt8] = []
    /// Where the bytes of each of the message's own fields end.
    private(set) var ends: [Int] = []
    /// A bit for each of them that is nil.
    private(set) var absent: UInt64 = 0
    /// False if it holds other messages: those are said whole.
    private(set) var isComparable = true
    private var depth = 0

    func holds(_ field: Int, as other: borrowing FieldBytes) -> Bool {
        let (mine, theirs) = (range(field), other.range(field))
        return mine.count == theirs.count && bytes[mine].elementsEqual(other.bytes[theirs])
    }

    private func range(_ field: Int) -> Range<Int> { (field == 0 ? 0 : ends[field - 1])..<ends[field] }

    /// A bit in front of what may be absent.
    private mutating func begin(isPresent: Bool) {
        if depth > 0 {
            bytes.append(isPresent ? 1 : 0)
        } else if !isPresent {
            absent |= 1 << UInt64(ends.count)
        }
    }

    private mutating func end() {
        if depth == 0 { ends.append(bytes.count) }
    }

    private mutating func put(_ value: UInt64) {
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }

    private mutating func put(_ content: some Collection<UInt8>) {
        put(UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    private mutating func put<P: Part>(_ part: inout P) {
        depth += 1
        P.describe(&part, &self)
        depth -= 1
    }

    mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        begin(isPresent: value.isPresent)
        if value.isPresent { put(value.bits) }
        end()
    }
    mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        begin(isPresent: value.isPresent)
        if value.isPresent { put(value.storage.utf8) }
        end()
    }
    mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        begin(isPresent: value != nil)
        if var part = value { put(&part) }
        end()
    }
    mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        put(UInt64(list.count))
        for value in list { put(value.bits) }
        end()
    }
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        put(UInt64(list.count))
        for words in list { put(words.storage.utf8) }
        end()
    }
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        begin(isPresent: list != nil)
        if var words = list { field(key, &words) } else { end() }
    }
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        put(UInt64(list.count))
        for var part in list { put(&part) }
        end()
    }
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        begin(isPresent: list != nil)
        if var parts = list { field(key, &parts) } else { end() }
    }
    mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        list.withUnsafeBytes { put($0) }
        end()
    }
    mutating func field(_ key: StaticString, _ value: inout Bytes) {
        put(value.storage)
        end()
    }
    mutating func field(_ key: StaticString, _ value: inout Document) {
        put(value.json)
        end()
    }
    mutating func field(_ key: StaticString, _ value: inout Document?) {
        begin(isPresent: value != nil)
        if var document = value { field(key, &document) } else { end() }
    }
    mutating func field(_ key: StaticString, _ items: inout [Item]) {
        isComparable = false
        end()
    }
}
