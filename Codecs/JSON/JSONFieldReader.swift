import JSONGrammar
public import LifelineCore

/// The quick pass over an object: expects its fields in the order of their description, without white space, as our
/// writers send them. At the first surprise it stops matching; `finish` then says no, and `JSONKeyedReader` takes over.
@usableFromInline struct JSONFieldReader: ~Copyable, Visitor {
    @usableFromInline var cursor: JSONCursor
    @usableFromInline var seen: UInt64 = 0
    @usableFromInline var bit: UInt64 = 1
    @usableFromInline var required: UInt64 = 0
    /// What must stand before the next key: `{"` or `,"`.
    @usableFromInline var head: UInt16 = 0x227B
    @usableFromInline var isDelta: Bool
    /// A field was left out whose value holds memory. It is let go once this pass is known to suffice: until then the
    /// patient one may find the field elsewhere, and the same value in it.
    @usableFromInline var isStale = false

    /// `cursor` stands on the opening brace, and `cursor.depth` counts it.
    @inlinable @inline(__always) init(_ cursor: JSONCursor, isDelta: Bool) {
        self.cursor = cursor
        self.isDelta = isDelta
    }

    @inlinable @inline(__always) mutating func match(_ key: StaticString, isRequired: Bool) -> Bool {
        let count = key.utf8CodeUnitCount
        let mine = bit
        bit = mine << 1
        if isRequired { required |= mine }
        let p = cursor.p
        guard cursor.end - p >= count &+ 5, p.loadUnaligned(as: UInt16.self) == head,
            (p + (2 &+ count)).loadUnaligned(as: UInt16.self) == 0x3A22,
            JSONLeaf.same(p + 2, UnsafeRawPointer(key.utf8Start), count)
        else { return false }
        head = 0x222C
        cursor.p = p + (count &+ 4)
        seen |= mine
        return true
    }

    /// True if the object was read to its end and nothing required was missing. The cursor then stands after it.
    @inlinable @inline(__always) mutating func finish() -> Bool {
        let isEmpty = head == 0x227B
        let last = isEmpty ? cursor.p + 1 : cursor.p
        guard cursor.end - cursor.p > (isEmpty ? 1 : 0), last.load(as: UInt8.self) == 0x7D,
            isDelta || seen & required == required
        else { return false }
        cursor.p = last + 1
        return true
    }

    /// After a key whose value is none, nothing matches any more, and the object has no end.
    @inlinable @inline(__always) mutating func note(_ isRead: Bool) {
        if !isRead { cursor.p = cursor.end }
    }

    @inlinable @inline(__always) mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        if match(key, isRequired: !T.isOptional) {
            note(cursor.scalar(&value))
        } else if T.isOptional, !isDelta {
            value.clear()
        }
    }

    @inlinable @inline(__always) mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        if match(key, isRequired: !W.isOptional) {
            note(cursor.words(&value))
        } else if W.isOptional, !isDelta, value.isPresent {
            isStale = true
        }
    }

    /// An object inside this one, with this very visitor: nothing is copied but five words.
    @inlinable @inline(__always) mutating func part<P: Part>(_ part: inout P) -> Bool {
        let start = cursor.p
        guard cursor.p < cursor.end, cursor.p.load(as: UInt8.self) == 0x7B, cursor.depth < cursor.depthMax else {
            return cursor.partByKey(&part, start)
        }
        let outer = (seen, bit, required, isDelta, isStale)
        let depth = cursor.depth
        let unknown = cursor.unknown
        (seen, bit, required, head, isDelta, isStale) = (0, 1, 0, 0x227B, false, false)
        cursor.depth = depth &+ 1
        P.describe(&part, &self)
        let isDone = finish()
        if isDone, isStale { cursor.clear(&part, but: seen) }
        cursor.depth = depth
        (seen, bit, required, isDelta, isStale) = outer
        head = 0x222C
        if isDone { return true }
        cursor.unknown = unknown
        return cursor.partByKey(&part, start)
    }

    /// Parts that stay are read in place, so that their strings are kept.
    @inlinable @inline(__always) mutating func list<P: Part>(_ list: inout [P]) -> Bool {
        var isEmpty = true
        guard cursor.open(0x5B, &isEmpty) else { return false }
        var more = !isEmpty
        var count = 0
        while more {
            guard count < cursor.elementsMax else { return cursor.tooMany(count) }
            if count == list.count { list.append(P()) }
            guard part(&list[count]), cursor.separator(0x5D, &more) else { return false }
            count &+= 1
        }
        if count < list.count { list.removeLast(list.count &- count) }
        return true
    }

    @inlinable @inline(__always) mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        if match(key, isRequired: false) {
            if value == nil { value = P() }
            // In place: a copy's lists would be shared, and made anew.
            note(part(&value!))
        } else if !isDelta, value != nil {
            isStale = true
        }
    }

    @inlinable @inline(__always) mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        if match(key, isRequired: true) { note(cursor.list(&list)) }
    }

    @inlinable @inline(__always) mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        if match(key, isRequired: true) { note(cursor.list(&list)) }
    }

    @inlinable @inline(__always) mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        if match(key, isRequired: false) {
            if list == nil { list = [] }
            note(cursor.list(&list!))
        } else if !isDelta, list != nil {
            isStale = true
        }
    }

    @inlinable @inline(__always) mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        if match(key, isRequired: true) { note(self.list(&list)) }
    }

    @inlinable @inline(__always) mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        if match(key, isRequired: false) {
            if list == nil { list = [] }
            note(self.list(&list!))
        } else if !isDelta, list != nil {
            isStale = true
        }
    }

    @inlinable @inline(__always) mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        if match(key, isRequired: true) { note(self.list(&list)) }
    }

    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ value: inout Bytes) {
        if match(key, isRequired: true) { note(cursor.bytes(&value)) }
    }

    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ value: inout Document) {
        if match(key, isRequired: true) { note(cursor.document(&value)) }
    }

    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ value: inout Document?) {
        if match(key, isRequired: false) {
            if value == nil { value = Document() }
            note(cursor.document(&value!))
        } else if !isDelta, value != nil {
            isStale = true
        }
    }

    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ items: inout [Item]) {
        if match(key, isRequired: true) { note(cursor.items(&items)) }
    }
}
