public import LifelineCore

/// Reads the fields of a message or a row over what is there already.
///
/// What calls out of line gets values and gives values: a pointer to the reader would pin it to memory.
@usableFromInline struct FieldReader: ~Copyable, Visitor {
    @usableFromInline let fixed: UnsafeRawPointer
    /// The fields that are present and lie within the fixed region.
    @usableFromInline let presence: UInt64
    /// Looks for each field whether it is there, and notes what is wrong. Otherwise what must be there is.
    @usableFromInline let careful: Bool
    @usableFromInline let delta: Bool
    @usableFromInline let depth: Int
    @usableFromInline let context: UnsafeMutablePointer<ReadContext>
    @usableFromInline var tail: Tail
    @usableFromInline var failed = false
    @usableFromInline var at = 0
    @usableFromInline var index: UInt64 = 0

    @inlinable @inline(__always)
    init(
        _ header: FrameHeader, depth: Int, presence: UInt64, careful: Bool, delta: Bool,
        _ context: UnsafeMutablePointer<ReadContext>
    ) {
        fixed = header.start + Frame.headerBytes
        tail = Tail(
            frame: header.start, length: header.length, floor: Frame.headerBytes &+ header.fixedBytes)
        self.depth = depth
        self.presence = presence
        self.careful = careful
        self.delta = delta
        self.context = context
    }

    /// A row of a table.
    @inlinable @inline(__always)
    init(
        row: UnsafeRawPointer, _ tail: Tail, depth: Int, presence: UInt64,
        _ context: UnsafeMutablePointer<ReadContext>
    ) {
        fixed = row + 8
        self.tail = tail
        self.depth = depth
        self.presence = presence
        careful = true
        delta = false
        self.context = context
    }

    /// The place of the next field.
    @inlinable @inline(__always)
    mutating func place(_ size: Int) -> UnsafeRawPointer {
        let place = Frame.align(at, to: size)
        at = place &+ size
        return fixed + place
    }

    /// Whether the next field is there.
    @inlinable @inline(__always)
    mutating func arrives(_ isOptional: Bool, _ key: StaticString) -> Bool {
        let bit = index
        index &+= 1
        if !careful, !isOptional { return true }
        if presence &>> bit & 1 == 1 { return true }
        if careful, !isOptional, !delta { fail(.missingField, fixed, key) }
        return false
    }

    @inlinable @inline(__always)
    mutating func fail(_ reason: @autoclosure () -> CodecError.Reason, _ place: UnsafeRawPointer, _ key: StaticString) {
        if careful { context.pointee.note(reason(), at: place, key) }
        failed = true
    }

    @inlinable @inline(__always)
    mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        let place = place(T.shape.size)
        guard arrives(T.isOptional, key) else {
            if T.isOptional, !delta { value.clear() }
            return
        }
        if _slowPath(!T.load(Bits.load(place, T.shape.size), into: &value)) { fail(.unfit(T.shape), place, key) }
    }

    /// What the field at `place` refers to; nothing if it is out of place.
    @inlinable @inline(__always)
    mutating func item(
        _ place: UnsafeRawPointer, stride: Int, alignment: Int, _ key: StaticString
    ) -> UnsafeRawBufferPointer {
        if let bytes = tail.item(place, stride: stride, alignment: alignment) { return bytes }
        fail(.invalidOffset, place, key)
        return UnsafeRawBufferPointer(start: nil, count: 0)
    }

    @inlinable @inline(__always)
    mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        let place = place(8)
        guard arrives(W.isOptional, key) else {
            if W.isOptional, !delta { value.clear() }
            return
        }
        let bytes = item(place, stride: 1, alignment: 1, key)
        if W.isOptional ? value.isPresent : true, WordsReader.holds(&value, bytes) { return }
        if let reason = WordsReader.read(bytes, into: &value) { fail(reason, place, key) }
    }
}
