import LifelineCore

/// Passes over one JSON value, checking all of RFC 8259 on the way: for values nobody here knows.
///
/// No recursion: the nesting is a few bits, its depth is bounded.
public struct JSONScanner {
    private let depthMax: Int
    private let keysMax: Int
    /// Lets numbers beyond all bounds pass: for a message that has been refused already and is only passed over.
    public var passesHugeNumbers = false
    private var keys = KeyStack()

    public init(depthMax: Int, keysMax: Int) {
        self.depthMax = min(max(depthMax, 0), 64)
        self.keysMax = keysMax
    }

    private enum Expectation { case value, valueOrEnd, keyOrEnd, key, separatorOrEnd }

    /// `p` stands on the value's first byte. Returns the position after it, or nil with `fault` set.
    public mutating func skip(
        _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        var p = start
        var depth = 0
        var objects: UInt64 = 0  // Bit d: the container at depth d + 1 is an object.
        var expectation = Expectation.value
        keys.clear()

        while true {
            p = JSONScanner.skipWhiteSpace(p, end)
            guard p < end else {
                fault.set(.truncated, end)
                return nil
            }
            let byte = p.load(as: UInt8.self)
            let inObject = depth > 0 && objects >> UInt64(depth &- 1) & 1 == 1

            switch (expectation, byte) {
            case (.valueOrEnd, 0x5D), (.keyOrEnd, 0x7D), (.separatorOrEnd, inObject ? 0x7D : 0x5D):
                if inObject { keys.close() }
                depth &-= 1
                p += 1
                if depth == 0 { return p }
                expectation = .separatorOrEnd
                continue
            case (.separatorOrEnd, 0x2C):
                p += 1
                expectation = inObject ? .key : .value
                continue
            case (.key, 0x22), (.keyOrEnd, 0x22):
                guard let next = key(p + 1, end, &fault) else { return nil }
                p = next
                expectation = .value
                continue
            case (.value, 0x5B), (.valueOrEnd, 0x5B), (.value, 0x7B), (.valueOrEnd, 0x7B):
                guard depth < depthMax else {
                    fault.set(.tooDeep(limit: depthMax), p)
                    return nil
                }
                let isObject = byte == 0x7B
                objects = objects & ~(1 << UInt64(depth)) | (isObject ? 1 : 0) << UInt64(depth)
                depth &+= 1
                if isObject { keys.open() }
                expectation = isObject ? .keyOrEnd : .valueOrEnd
                p += 1
                continue
            case (.value, _), (.valueOrEnd, _):
                guard let next = primitive(p, end, &fault) else { return nil }
                p = next
                if depth == 0 { return p }
                expectation = .separatorOrEnd
                continue
            default:
                fault.set(.unexpectedByte, p)
                return nil
            }
        }
    }

    private func primitive(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        var number = JSONNumber.Fault.syntax
        let isHuge =
            passesHugeNumbers && JSONScanner.startsNumber(p) && JSONNumber.skip(p, end, &number) == nil
            && number == .range
        guard isHuge else { return JSONScanner.skipPrimitive(p, end, &fault) }
        var q = p
        while q < end, JSONScanner.continuesNumber(q.load(as: UInt8.self)) { q += 1 }
        return q
    }

    private static func startsNumber(_ p: UnsafeRawPointer) -> Bool {
        let byte = p.load(as: UInt8.self)
        return byte == 0x2D || (0x30...0x39).contains(byte)
    }

    private static func continuesNumber(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2B || byte == 0x2E || byte | 0x20 == 0x65
    }

    @inlinable public static func skipWhiteSpace(
        _ start: UnsafeRawPointer, _ end: UnsafeRawPointer
    ) -> UnsafeRawPointer {
        var p = start
        while p < end {
            let byte = p.load(as: UInt8.self)
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
            p += 1
        }
        return p
    }

    /// A key, its colon, and into the set of its object's keys.
    private mutating func key(
        _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        var escaped = false
        guard let close = JSONString.scan(start, end, &escaped, &fault) else { return nil }
        let key = KeyStack.Key(start, count: close - start, escaped: escaped)
        switch keys.insert(key, limit: keysMax) {
        case .inserted: break
        case .duplicate:
            fault.set(.duplicateKey, start - 1)
            return nil
        case .full:
            fault.set(.tooManyUnknownKeys(limit: keysMax), start - 1)
            return nil
        }
        let p = JSONScanner.skipWhiteSpace(close + 1, end)
        guard p < end else {
            fault.set(.truncated, end)
            return nil
        }
        guard p.load(as: UInt8.self) == 0x3A else {
            fault.set(.unexpectedByte, p)
            return nil
        }
        return p + 1
    }

    /// A string, number, true, false or null.
    public static func skipPrimitive(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        switch p.load(as: UInt8.self) {
        case 0x22:
            var escaped = false
            return JSONString.scan(p + 1, end, &escaped, &fault).map { $0 + 1 }
        case 0x74: return literal("true", p, end, &fault)
        case 0x66: return literal("false", p, end, &fault)
        case 0x6E: return literal("null", p, end, &fault)
        case 0x2D, 0x30...0x39:
            var number = JSONNumber.Fault.syntax
            guard let next = JSONNumber.skip(p, end, &number) else {
                fault.set(JSONScanner.reason(number), number == .truncated ? end : p)
                return nil
            }
            return next
        default:
            fault.set(.unexpectedByte, p)
            return nil
        }
    }

    public static func literal(
        _ word: StaticString, _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        for i in 0..<word.utf8CodeUnitCount {
            guard p + i < end else {
                fault.set(.truncated, end)
                return nil
            }
            guard (p + i).load(as: UInt8.self) == word.utf8Start[i] else {
                fault.set(.unexpectedByte, p + i)
                return nil
            }
        }
        return p + word.utf8CodeUnitCount
    }

    /// In a value nobody knows there is no field to blame: a number beyond all bounds is no number.
    private static func reason(_ fault: JSONNumber.Fault) -> CodecError.Reason {
        switch fault {
        case .syntax, .range: .invalidNumber
        case .truncated: .truncated
        }
    }
}
