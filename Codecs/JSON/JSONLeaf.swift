public import JSONGrammar
public import LifelineCore

/// Reads one value of a known kind where it stands. Both passes over an object use these: the quick one, which gives up
/// at the first surprise, and the keyed one, which then says what it was.
///
/// Each returns the position after the value, or nil with `fault` set.
@usableFromInline enum JSONLeaf {
    @inlinable @inline(__always)
    static func scalar<T: Scalar>(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout T, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        var number = JSONNumber.Fault.syntax
        switch T.shape {
        case .bool: return bool(p, end, &value, &fault)
        case .enumeration: return alternative(p, end, &value, &fault)
        case .time:
            var microseconds: Int64 = 0
            guard let next = JSONNumber.readMilliseconds(p, end, &microseconds, &number) else {
                return refuse(number, .outOfRange, p, end, &fault)
            }
            return T.load(UInt64(bitPattern: microseconds), into: &value) ? next : outOfRange(p, &fault)
        case .f64:
            var double = 0.0
            guard let next = JSONNumber.read(p, end, &double, &number) else {
                return refuse(number, .notFinite, p, end, &fault)
            }
            T.keep(double.bitPattern, in: &value)
            return next
        case .f32:
            var float: Float = 0
            guard let next = JSONNumber.read(p, end, &float, &number) else {
                return refuse(number, .notFinite, p, end, &fault)
            }
            T.keep(UInt64(float.bitPattern), in: &value)
            return next
        default:
            var integer: UInt64 = 0
            guard let next = JSONNumber.read(p, end, &integer, &number) else {
                return refuse(number, .outOfRange, p, end, &fault)
            }
            return T.load(integer, into: &value) ? next : outOfRange(p, &fault)
        }
    }

    @inline(never) @usableFromInline
    static func outOfRange(_ p: UnsafeRawPointer, _ fault: inout JSONFault) -> UnsafeRawPointer? {
        fault.set(.outOfRange, p)
        return nil
    }

    @inline(never) @usableFromInline
    static func refuse(
        _ number: JSONNumber.Fault, _ range: CodecError.Reason, _ p: UnsafeRawPointer, _ end: UnsafeRawPointer,
        _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        guard p < end else {
            fault.set(.truncated, end)
            return nil
        }
        let byte = p.load(as: UInt8.self)
        let isNumber = byte == 0x2D || (0x30...0x39).contains(byte)
        switch number {
        case .range: fault.set(range, p)
        case .truncated: fault.set(.truncated, end)
        case .syntax: fault.set(isNumber ? .invalidNumber : other(p, end), p)
        }
        return nil
    }

    /// What it means that no value of the wanted kind stands at `p`: a value of another kind, or none at all.
    @inline(never) @usableFromInline
    static func other(_ p: UnsafeRawPointer, _ end: UnsafeRawPointer) -> CodecError.Reason {
        guard p < end else { return .truncated }
        switch p.load(as: UInt8.self) {
        case 0x22, 0x5B, 0x7B, 0x2D, 0x30...0x39: return .wrongType
        case 0x74, 0x66, 0x6E:
            var fault = JSONFault()
            return JSONScanner.skipPrimitive(p, end, &fault) == nil ? fault.reason ?? .unexpectedByte : .wrongType
        default: return .unexpectedByte
        }
    }

    @inline(never) @usableFromInline
    static func wrongType(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        fault.set(other(p, end), p)
        return nil
    }

    @inlinable
    static func bool<T: Scalar>(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout T, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        if end - p >= 5 {
            let word = p.loadUnaligned(as: UInt32.self)
            if word == 0x6575_7274 {
                _ = T.load(1, into: &value)
                return p + 4
            }
            if word == 0x736C_6166, (p + 4).load(as: UInt8.self) == 0x65 {
                _ = T.load(0, into: &value)
                return p + 5
            }
        }
        guard p < end else { return wrongType(p, end, &fault) }
        switch p.load(as: UInt8.self) {
        case 0x74:
            _ = T.load(1, into: &value)
            return JSONScanner.literal("true", p, end, &fault)
        case 0x66:
            _ = T.load(0, into: &value)
            return JSONScanner.literal("false", p, end, &fault)
        default: return wrongType(p, end, &fault)
        }
    }

    @inlinable @inline(__always)
    static func alternative<T: Scalar>(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout T, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        guard p < end, p.load(as: UInt8.self) == 0x22 else { return wrongType(p, end, &fault) }
        for index in 0..<T.names {
            let name = T.name(index)
            let count = name.utf8CodeUnitCount
            if end - p > count &+ 1, (p + (count &+ 1)).load(as: UInt8.self) == 0x22,
                same(p + 1, UnsafeRawPointer(name.utf8Start), count)
            {
                _ = T.load(UInt64(truncatingIfNeeded: index), into: &value)
                return p + (count &+ 2)
            }
        }
        return escapedAlternative(p, end, &value, &fault)
    }

    /// A name nobody knows, or one written with escapes.
    @inline(never) @usableFromInline
    static func escapedAlternative<T: Scalar>(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout T, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        var escaped = false
        guard let close = JSONString.scan(p + 1, end, &escaped, &fault) else { return nil }
        for index in 0..<T.names {
            let name = T.name(index)
            if JSONString.says(
                p + 1, close, UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
            {
                _ = T.load(UInt64(truncatingIfNeeded: index), into: &value)
                return close + 1
            }
        }
        fault.set(.unknownAlternative, p)
        return nil
    }

    /// `value` keeps its string where the characters are the same: no allocation for a field that repeats.
    @inlinable @inline(__always)
    static func words<W: Words>(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout W, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        guard p < end, p.load(as: UInt8.self) == 0x22 else { return wrongType(p, end, &fault) }
        var escaped = false
        guard let close = JSONString.scan(p + 1, end, &escaped, &fault) else { return nil }
        let bytes = UnsafeRawBufferPointer(start: p + 1, count: close - (p + 1))
        if value.isPresent, escaped ? says(p + 1, close, value.storage) : holds(value.storage, bytes) {
            return close + 1
        }
        return replace(&value, bytes, escaped, &fault) ? close + 1 : nil
    }

    @inlinable @inline(__always)
    static func holds(_ string: String, _ bytes: UnsafeRawBufferPointer) -> Bool {
        string.utf8.withContiguousStorageIfAvailable { mine in
            guard mine.count == bytes.count, let a = mine.baseAddress, let b = bytes.baseAddress else {
                return mine.count == bytes.count
            }
            return same(UnsafeRawPointer(a), b, mine.count)
        } ?? false
    }

    @inlinable @inline(__always)
    static func says(_ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ string: String) -> Bool {
        string.utf8.withContiguousStorageIfAvailable { JSONString.says(p, end, UnsafeRawBufferPointer($0)) } ?? false
    }

    @inline(never) @usableFromInline
    static func replace<W: Words>(
        _ value: inout W, _ bytes: UnsafeRawBufferPointer, _ escaped: Bool, _ fault: inout JSONFault
    ) -> Bool {
        guard let start = bytes.baseAddress else { return false }
        if escaped {
            return withPlain(start, start + bytes.count) { set(&value, $0, start, &fault) }
        }
        return set(&value, bytes, start, &fault)
    }

    private static func set<W: Words>(
        _ value: inout W, _ bytes: UnsafeRawBufferPointer, _ place: UnsafeRawPointer, _ fault: inout JSONFault
    ) -> Bool {
        guard W.accepts(bytes) else {
            fault.set(.invalidWords, place)
            return false
        }
        value.storage = String(unsafeUninitializedCapacity: bytes.count) { buffer in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
            return bytes.count
        }
        return true
    }

    /// The characters of a text with escapes, on the stack if they are few.
    @inline(never)
    static func withPlain<R>(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ body: (UnsafeRawBufferPointer) -> R
    ) -> R {
        withUnsafeTemporaryAllocation(byteCount: end - p, alignment: 1) { room in
            let count = room.baseAddress.map { JSONString.unescape(p, end, to: $0) } ?? 0
            return body(UnsafeRawBufferPointer(rebasing: room[..<count]))
        }
    }

    /// Compares `count` bytes; for a constant count a load or two.
    @inlinable @inline(__always)
    static func same(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> Bool {
        if count >= 8 {
            var i = 0
            while i &+ 8 <= count {
                if a.loadUnaligned(fromByteOffset: i, as: UInt64.self)
                    != b.loadUnaligned(fromByteOffset: i, as: UInt64.self)
                {
                    return false
                }
                i &+= 8
            }
            let last = count &- 8
            return a.loadUnaligned(fromByteOffset: last, as: UInt64.self)
                == b.loadUnaligned(fromByteOffset: last, as: UInt64.self)
        }
        if count >= 4 {
            let last = count &- 4
            return a.loadUnaligned(as: UInt32.self) == b.loadUnaligned(as: UInt32.self)
                && a.loadUnaligned(fromByteOffset: last, as: UInt32.self)
                    == b.loadUnaligned(fromByteOffset: last, as: UInt32.self)
        }
        if count >= 2 {
            let last = count &- 2
            return a.loadUnaligned(as: UInt16.self) == b.loadUnaligned(as: UInt16.self)
                && a.loadUnaligned(fromByteOffset: last, as: UInt16.self)
                    == b.loadUnaligned(fromByteOffset: last, as: UInt16.self)
        }
        return count == 0 || a.load(as: UInt8.self) == b.load(as: UInt8.self)
    }

    /// Into the storage that is there, if it is large enough.
    static func bytes(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: inout Bytes, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        guard p < end, p.load(as: UInt8.self) == 0x22 else { return wrongType(p, end, &fault) }
        var escaped = false
        guard let close = JSONString.scan(p + 1, end, &escaped, &fault) else { return nil }
        let text = UnsafeRawBufferPointer(start: p + 1, count: close - (p + 1))
        guard Base64.decode(text, escaped: escaped, into: &value.storage) else {
            fault.set(.invalidBase64, p)
            return nil
        }
        return close + 1
    }

    /// `value` stays where it says the same, however that is written.
    static func document(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ depthMax: Int, _ keysMax: Int, _ value: inout Document,
        _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        let same = value.json.withUnsafeBytes { held -> UnsafeRawPointer? in
            let same = repeated(held, p, end) ?? JSONGrammar.end(ofSame: held, p, end)
            return JSONGrammar.nests(held, depthMax) ? same : nil
        }
        if let same { return same }
        var scanner = JSONScanner(depthMax: depthMax, keysMax: keysMax)
        guard let next = scanner.skip(p, end, &fault) else { return nil }
        value = Document(canonical: JSONGrammar.canonical(p, next))
        return next
    }

    /// Where the value ends if it is `held`, byte for byte, and does not go on, as a number might.
    private static func repeated(
        _ held: UnsafeRawBufferPointer, _ p: UnsafeRawPointer, _ end: UnsafeRawPointer
    ) -> UnsafeRawPointer? {
        guard let start = held.baseAddress, end - p > held.count, same(start, p, held.count) else { return nil }
        switch (p + held.count).load(as: UInt8.self) {
        case 0x2C, 0x7D, 0x5D, 0x20, 0x0A, 0x0D, 0x09: return p + held.count
        default: return nil
        }
    }
}
