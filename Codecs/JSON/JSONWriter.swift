public import JSONGrammar
public import LifelineCore

/// Writes a payload. `JSONBound` has made room for everything but items, so stores need no check.
///
/// Each field writes `,"key":value`; closing an object turns its first comma into the brace.
@usableFromInline struct JSONWriter: ~Copyable, FieldSkipper {
    @usableFromInline var q: UnsafeMutableRawPointer
    @usableFromInline var objectStart: Int = 0
    @usableFromInline var reason: CodecError.Reason?
    @usableFromInline var faultField: StaticString = ""
    @usableFromInline let sink: UnsafeMutablePointer<ByteSink>
    @usableFromInline let vocabulary: Unmanaged<Vocabulary>
    @usableFromInline let room: Int

    @inlinable @inline(__always) init(_ sink: UnsafeMutablePointer<ByteSink>, _ vocabulary: Vocabulary, room: Int) {
        self.sink = sink
        self.vocabulary = .passUnretained(vocabulary)
        self.room = room
        q = sink.pointee.cursor
    }

    /// The outermost object. Nested ones use `object`.
    @inlinable @inline(__always) mutating func open() {
        objectStart = q - sink.pointee.start
        q.storeBytes(of: 0x7B, as: UInt8.self)  // Stays if there is no field to replace it.
    }

    @inlinable @inline(__always) mutating func close() {
        let start = sink.pointee.start + objectStart
        if q == start { q += 1 }
        start.storeBytes(of: 0x7B, as: UInt8.self)
        q.storeBytes(of: 0x7D, as: UInt8.self)
        q += 1
    }

    @inlinable @inline(__always) mutating func finish() -> CodecError? {
        sink.pointee.cursor = q
        guard let reason else { return nil }
        return CodecError(reason, at: 0, field: faultField)
    }

    @inline(never) @usableFromInline mutating func fail(_ reason: CodecError.Reason, _ key: StaticString) {
        guard self.reason == nil else { return }
        self.reason = reason
        faultField = key
    }

    @inlinable @inline(__always) mutating func key(_ key: StaticString) {
        let count = key.utf8CodeUnitCount
        q.storeBytes(of: 0x222C, as: UInt16.self)  // ,"
        (q + 2).copyMemory(from: key.utf8Start, byteCount: count)
        (q + (2 &+ count)).storeBytes(of: 0x3A22, as: UInt16.self)  // ":
        q += count &+ 4
    }

    @inlinable @inline(__always) mutating func put(_ byte: UInt8) {
        q.storeBytes(of: byte, as: UInt8.self)
        q += 1
    }

    @inlinable @inline(__always) mutating func put(_ text: StaticString) {
        q.copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
        q += text.utf8CodeUnitCount
    }

    @inlinable @inline(__always) mutating func scalar<T: Scalar>(_ value: T, _ key: StaticString) {
        let bits = value.bits
        switch T.shape {
        case .bool: bits == 1 ? put("true") : put("false")
        case .enumeration:
            let name = T.name(Int(truncatingIfNeeded: bits))
            put(0x22)
            put(name)
            put(0x22)
        case .time:
            if !Timestamp(microseconds: Int64(bitPattern: bits)).travels { fail(.outOfRange, key) }
            q = JSONNumber.writeMilliseconds(Int64(bitPattern: bits), to: q)
        case .f64:
            let double = Double(bitPattern: bits)
            guard double.isFinite else { return fail(.notFinite, key) }
            q = JSONNumber.write(double, to: q)
        case .f32:
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
            guard float.isFinite else { return fail(.notFinite, key) }
            q = JSONNumber.write(float, to: q)
        default:
            if bits > Shape.u53Max { fail(.outOfRange, key) }
            q = JSONNumber.write(bits, to: q)
        }
    }

    @inlinable @inline(__always) mutating func words<W: Words>(_ value: W) {
        q = JSONWriter.reading(value.storage) { JSONString.write($0, to: q) }
    }

    /// The bytes of a string that is only borrowed: `withUTF8` would write it back, and so touch a message that others
    /// may share.
    @inlinable @inline(__always) static func reading<Result>(
        _ string: String, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        string.utf8.withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) } ?? copying(string, body)
    }

    /// For strings whose bytes are not in one piece, which Swift on Linux does not make.
    @inlinable @inline(never) static func copying<Result>(
        _ string: String, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        var copy = string
        return copy.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }

    @inlinable @inline(__always) mutating func object<P: Part>(_ part: UnsafePointer<P>) {
        let outer = objectStart
        open()
        describing(part: part, &self)
        close()
        objectStart = outer
    }
}

extension JSONWriter {
    @inlinable @inline(__always) mutating func skip(_ shape: Shape) {}

    @inlinable @inline(__always) mutating func field<T: Scalar>(_ key: StaticString, _ value: inout T) {
        if T.isOptional, !value.isPresent { return }
        self.key(key)
        scalar(value, key)
    }

    @inlinable @inline(__always) mutating func field<W: Words>(_ key: StaticString, _ value: inout W) {
        if W.isOptional, !value.isPresent { return }
        self.key(key)
        words(value)
    }

    @inlinable @inline(__always) mutating func field<P: Part>(_ key: StaticString, _ value: inout P?) {
        guard var part = value else { return }
        self.key(key)
        object(&part)
    }

    @inlinable @inline(__always) mutating func field<T: Scalar>(_ key: StaticString, _ list: inout [T]) {
        self.key(key)
        put(0x5B)
        for value in list {
            scalar(value, key)
            put(0x2C)
        }
        endList(list.isEmpty)
    }

    @inlinable @inline(__always) mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]) {
        self.key(key)
        put(0x5B)
        for index in list.indices {
            words(list[index])
            put(0x2C)
        }
        endList(list.isEmpty)
    }

    @inlinable @inline(__always) mutating func field<W: AbstractWords>(_ key: StaticString, _ list: inout [W]?) {
        if var words = list { field(key, &words) }
    }

    @inlinable @inline(__always) mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]) {
        self.key(key)
        put(0x5B)
        list.withUnsafeBufferPointer { parts in
            for index in parts.indices {
                if let part = parts.baseAddress { object(part + index) }
                put(0x2C)
            }
        }
        endList(list.isEmpty)
    }

    @inlinable @inline(__always) mutating func field<P: Part>(_ key: StaticString, _ list: inout [P]?) {
        if var parts = list { field(key, &parts) }
    }

    @inlinable @inline(__always) mutating func field<P: Packed>(_ key: StaticString, _ list: inout [P]) {
        self.key(key)
        put(0x5B)
        list.withUnsafeBufferPointer { parts in
            for index in parts.indices {
                if let part = parts.baseAddress { object(part + index) }
                put(0x2C)
            }
        }
        endList(list.isEmpty)
    }

    /// The last element's comma becomes the bracket.
    @inlinable @inline(__always) mutating func endList(_ isEmpty: Bool) {
        if !isEmpty { q -= 1 }
        put(0x5D)
    }

    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ value: inout Bytes) {
        self.key(key)
        put(0x22)
        q = Base64.encode(value.storage, to: q)
        put(0x22)
    }

    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ value: inout Document) {
        self.key(key)
        value.json.withUnsafeBytes {
            if let source = $0.baseAddress { q.copyMemory(from: source, byteCount: $0.count) }
        }
        q += value.json.count
    }

    @inlinable @inline(__always) mutating func field(_ key: StaticString, _ value: inout Document?) {
        if var document = value { field(key, &document) }
    }

    @inlinable mutating func field(_ key: StaticString, _ items: inout [Item]) {
        self.key(key)
        put(0x5B)
        for item in items {
            sink.pointee.cursor = q
            if let error = JSONWriter.encode(item, vocabulary._withUnsafeGuaranteedRef { $0 }, &sink.pointee) {
                fail(error.reason, key)
            }
            sink.pointee.reserve(room &+ 1)
            q = sink.pointee.cursor
            put(0x2C)
        }
        endList(items.isEmpty)
    }

    @usableFromInline static func encode(
        _ item: Item, _ vocabulary: Vocabulary, _ sink: inout ByteSink
    ) -> CodecError? {
        do throws(CodecError) {
            try encode(opened: item.payload, item.envelope, vocabulary, &sink)
            return nil
        } catch {
            return error
        }
    }

    private static func encode<M: Message>(
        opened payload: M, _ envelope: Envelope, _ vocabulary: Vocabulary, _ sink: inout ByteSink
    ) throws(CodecError) {
        guard M.kind.code != Kind.batchCode, M.kind != StateSnapshot.kind else {
            throw CodecError(.nestedBatch, at: 0)
        }
        try JSONCodec.encode(payload, envelope, vocabulary, into: &sink)
    }
}
