public import LifelineCore

/// What lies in the tail and has elements.
extension FieldReader {
    /// False if there are more than the limits allow, or deeper: JSON would nest them by `nesting`.
    @inlinable @inline(__always)
    mutating func allows(
        _ count: Int, nesting: Int = 1, _ place: UnsafeRawPointer, _ key: StaticString
    ) -> Bool {
        let limit = context.pointee.limits.elementsMax
        guard _fastPath(count <= limit) else {
            fail(.tooManyElements(count, limit: limit), place, key)
            return false
        }
        // Who is not careful has asked before.
        let depthMax = context.pointee.limits.depthMax
        guard careful, depth &+ nesting > depthMax else { return true }
        fail(.tooDeep(limit: depthMax), place, key)
        return false
    }

    @inlinable @inline(__always)
    mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        precondition(!T.isOptional, "a list has no room for elements that are absent")
        let size = T.shape.size
        let place = place(8)
        guard arrives(false, key) else { return }
        let bytes = item(place, stride: size, alignment: size, key)
        guard allows(bytes.count / size, place, key) else { return }
        let isFit = T.isPlain ? ListReader.plain(bytes, into: &list) : ListReader.scalars(bytes, into: &list)
        if _slowPath(!isFit) { fail(.unfit(T.shape), place, key) }
    }

    @inlinable @inline(__always)
    mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        let size = FixedLayout.lanes(P.self) &* 4
        let place = place(8)
        guard arrives(false, key) else { return }
        let bytes = item(place, stride: size, alignment: 4, key)
        guard allows(bytes.count / size, nesting: bytes.isEmpty ? 1 : 2, place, key) else { return }
        if _slowPath(!ListReader.packed(bytes, into: &list)) { fail(.notFinite, place, key) }
    }

    @inlinable @inline(__always)
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        let place = place(8)
        guard arrives(false, key) else { return }
        words(&list, place, key)
    }

    @inlinable @inline(__always)
    mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        let place = place(8)
        guard arrives(true, key) else {
            if !delta { list = nil }
            return
        }
        if list == nil { list = [] }
        words(&list!, place, key)
    }

    @inlinable @inline(__always)
    mutating func words<W: AbstractWords>(_ list: inout [W], _ place: UnsafeRawPointer, _ key: StaticString) {
        let bytes = item(place, stride: 8, alignment: 4, key)
        guard allows(bytes.count / 8, place, key) else { return }
        tail.floor = ListReader.words(bytes, into: &list, tail, context, key)
        failed = failed || tail.floor < 0
    }

    @inlinable @inline(__always)
    mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        let place = place(8)
        guard arrives(true, key) else {
            if !delta { value = nil }
            return
        }
        tail.floor = TableReader.one(place, into: &value, tail, depth: depth, context, key)
        failed = failed || tail.floor < 0
    }

    @inlinable @inline(__always)
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        let place = place(8)
        guard arrives(false, key) else { return }
        rows(&list, place, key)
    }

    @inlinable @inline(__always)
    mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        let place = place(8)
        guard arrives(true, key) else {
            if !delta { list = nil }
            return
        }
        if list == nil { list = [] }
        rows(&list!, place, key)
    }

    @inlinable @inline(__always)
    mutating func rows<P: Part>(_ list: inout [P], _ place: UnsafeRawPointer, _ key: StaticString) {
        tail.floor = TableReader.rows(place, into: &list, tail, depth: depth, context, key)
        failed = failed || tail.floor < 0
    }

    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ items: inout [Item]) {
        let place = place(8)
        guard arrives(false, key) else { return }
        tail.floor = ItemsReader.read(place, into: &items, tail, depth: depth, context, key)
        failed = failed || tail.floor < 0
    }

    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ value: inout Bytes) {
        let place = place(8)
        guard arrives(false, key) else { return }
        ListReader.bytes(item(place, stride: 1, alignment: 1, key), into: &value.storage)
    }

    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ value: inout Document) {
        let place = place(8)
        guard arrives(false, key) else { return }
        document(&value, place, key)
    }

    @inlinable @inline(__always)
    mutating func field(_ key: StaticString, _ value: inout Document?) {
        let place = place(8)
        guard arrives(true, key) else {
            if !delta { value = nil }
            return
        }
        if value == nil { value = Document() }
        document(&value!, place, key)
    }

    @inlinable @inline(__always)
    mutating func document(_ value: inout Document, _ place: UnsafeRawPointer, _ key: StaticString) {
        let bytes = item(place, stride: 1, alignment: 1, key)
        let depthMax = context.pointee.limits.depthMax &- depth
        let keysMax = context.pointee.limits.unknownKeysMax
        if !ListReader.document(bytes, depthMax: depthMax, keysMax: keysMax, into: &value) {
            fail(.invalidDocument, place, key)
        }
    }
}
