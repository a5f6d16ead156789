/// Finds out which fields differ between two messages of one type: what a delta has to say.
///
/// Walks twice. The first walk notes each field's bytes, the second compares; so there is one buffer, which its owner
/// keeps.
@usableFromInline struct FieldChanges: ~Copyable, Visitor {
    /// For each of the message's own fields: how many bytes follow, whether it is present, and its value.
    @usableFromInline let notes: UnsafeMutablePointer<ByteSink>
    @usableFromInline var isComparing = false
    /// Comparing: where in the notes the next byte lies, and where this field ends.
    @usableFromInline var at = 0
    @usableFromInline var end = 0
    @usableFromInline var isSame = true
    @usableFromInline var depth = 0
    /// The bit of the field that is walked.
    @usableFromInline var bit: UInt64 = 1
    @usableFromInline var changed: UInt64 = 0
    /// A field went away, holds other messages, or was a number that nobody was sent: a delta cannot say that.
    @usableFromInline var isUnsayable = false

    @inlinable init(_ notes: UnsafeMutablePointer<ByteSink>) { self.notes = notes }

    /// A bit for each field of `message` that `base` has otherwise. Nil if a delta cannot say it, or need not, because
    /// nothing stayed as it was.
    @inlinable static func bits<M: Message>(
        _ base: UnsafePointer<M>, _ message: UnsafePointer<M>, _ notes: inout ByteSink
    ) -> UInt64? {
        notes.clear()
        return withUnsafeMutablePointer(to: &notes) { notes in
            var walk = FieldChanges(notes)
            describing(message: base, &walk)
            walk.isComparing = true
            walk.at = 0
            walk.bit = 1
            describing(message: message, &walk)
            let all = walk.bit &- 1
            return walk.isUnsayable || walk.changed == all ? nil : walk.changed
        }
    }
}

/// Notes or compares.
extension FieldChanges {
    @inlinable mutating func open(isPresent: Bool = true) {
        if depth == 0 {
            if isComparing {
                end = at &+ 8 &+ notes.pointee.start.loadUnaligned(fromByteOffset: at, as: Int.self)
                at &+= 8
                isSame = true
                if !isPresent, notes.pointee.start.load(fromByteOffset: at, as: Bool.self) { isUnsayable = true }
            } else {
                at = notes.pointee.count
                put(0)
            }
        }
        put(isPresent)
    }

    @inlinable mutating func close() {
        guard depth == 0 else { return }
        if isComparing {
            if !isSame || at != end { changed |= bit }
            at = end
        } else {
            notes.pointee.start.storeBytes(of: notes.pointee.count &- at &- 8, toByteOffset: at, as: Int.self)
        }
        bit <<= 1
    }

    @inlinable mutating func put(_ bytes: UnsafeRawBufferPointer) {
        guard isComparing else { return notes.pointee.append(bytes) }
        guard isSame, at &+ bytes.count <= end else { return isSame = false }
        let noted = UnsafeRawBufferPointer(start: notes.pointee.start + at, count: bytes.count)
        isSame = bytes.elementsEqual(noted)
        at &+= bytes.count
    }

    @inlinable @inline(__always) mutating func put<T: BitwiseCopyable>(_ value: T) {
        withUnsafeBytes(of: value) { put($0) }
    }

    @inlinable mutating func put<T: Scalar>(scalar value: T) {
        var same = T()
        if !T.load(value.bits, into: &same) { isUnsayable = true }
        put(value.bits)
    }

    @inlinable mutating func put(_ words: some Words) {
        words.storage.utf8.withContiguousStorageIfAvailable { utf8 in
            put(utf8.count)
            put(UnsafeRawBufferPointer(utf8))
        }
    }

    @inlinable mutating func put<P: Part>(_ part: inout P) {
        depth &+= 1
        P.describe(&part, &self)
        depth &-= 1
    }
}

/// The walk.
extension FieldChanges {
    @inlinable mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        open(isPresent: value.isPresent)
        if value.isPresent { put(scalar: value) }
        close()
    }
    @inlinable mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        open(isPresent: value.isPresent)
        if value.isPresent { put(value) }
        close()
    }
    @inlinable mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        open(isPresent: value != nil)
        if var part = value { put(&part) }
        close()
    }
    @inlinable mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        open()
        put(list.count)
        for value in list { put(scalar: value) }
        close()
    }
    @inlinable mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        open()
        put(list.count)
        for words in list { put(words) }
        close()
    }
    @inlinable mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        open(isPresent: list != nil)
        put(list?.count ?? 0)
        for words in list ?? [] { put(words) }
        close()
    }
    @inlinable mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        open()
        put(list.count)
        for var part in list { put(&part) }
        close()
    }
    @inlinable mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        open(isPresent: list != nil)
        put(list?.count ?? 0)
        for var part in list ?? [] { put(&part) }
        close()
    }
    @inlinable mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        open()
        put(list.count)
        list.withUnsafeBytes { bytes in
            // Packed parts are floats.
            for float in bytes.bindMemory(to: Float.self) where !float.isFinite { isUnsayable = true }
            put(bytes)
        }
        close()
    }
    @inlinable mutating func field(_ key: StaticString, _ value: inout Bytes) {
        open()
        value.storage.withUnsafeBytes { put($0) }
        close()
    }
    @inlinable mutating func field(_ key: StaticString, _ value: inout Document) {
        open()
        value.json.withUnsafeBytes { put($0) }
        close()
    }
    @inlinable mutating func field(_ key: StaticString, _ value: inout Document?) {
        open(isPresent: value != nil)
        value?.json.withUnsafeBytes { put($0) }
        close()
    }
    @inlinable mutating func field(_ key: StaticString, _ items: inout [Item]) {
        isUnsayable = true
        open()
        close()
    }
}
