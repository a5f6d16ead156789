import LifelineCore

/// JSON text as RFC 8259 defines it, and the one form of it that RFC 8785 calls canonical, but for the order of keys,
/// which stays as it came.
public enum JSONGrammar {
    /// True if `bytes` are exactly one JSON value in canonical form.
    public static func isCanonical(_ bytes: UnsafeRawBufferPointer, depthMax: Int, keysMax: Int) -> Bool {
        guard let start = bytes.baseAddress else { return false }
        var scanner = JSONScanner(depthMax: depthMax, keysMax: keysMax)
        var fault = JSONFault()
        guard scanner.skip(start, start + bytes.count, &fault) == start + bytes.count else { return false }
        return canonical(start, start + bytes.count).elementsEqual(bytes)
    }

    /// True if a value that was checked before nests at most `depthMax` deep.
    public static func nests(_ json: UnsafeRawBufferPointer, _ depthMax: Int) -> Bool {
        // Each level takes two bytes.
        if json.count / 2 <= depthMax { return true }
        var (depth, index, isInString) = (0, 0, false)
        while index < json.count {
            switch json[index] {
            case 0x22: isInString.toggle()
            case 0x5C: index &+= 1
            case 0x5B where !isInString, 0x7B where !isInString:
                depth &+= 1
                if depth > depthMax { return false }
            case 0x5D where !isInString, 0x7D where !isInString: depth &-= 1
            default: break
            }
            index &+= 1
        }
        return true
    }

    /// The canonical form of a value that a `JSONScanner` has passed.
    public static func canonical(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) -> [UInt8] {
        var sink = ByteSink(capacity: end - start + 64)
        var p = start
        while p < end {
            switch p.load(as: UInt8.self) {
            case 0x20, 0x0A, 0x0D, 0x09: p += 1
            case 0x22: p = string(p, end, &sink)
            case 0x2D, 0x30...0x39: p = number(p, end, &sink)
            case let byte:
                sink.append(byte)
                p += 1
            }
        }
        return Array(sink.bytes)
    }

    private static func string(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ sink: inout ByteSink
    ) -> UnsafeRawPointer {
        var escaped = false
        var fault = JSONFault()
        guard let close = JSONString.scan(p + 1, end, &escaped, &fault) else { return end }
        let key = KeyStack.Key.unescaped(p + 1, close - (p + 1))
        key.withUnsafeBytes { bytes in
            sink.reserve(JSONString.roomForWriting(bytes))
            sink.cursor = JSONString.write(bytes, to: sink.cursor)
        }
        return close + 1
    }

    private static func number(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ sink: inout ByteSink
    ) -> UnsafeRawPointer {
        var value = 0.0
        var fault = JSONNumber.Fault.syntax
        guard let next = JSONNumber.read(p, end, &value, &fault) else { return end }
        sink.reserve(JSONNumber.bytesMax)
        sink.cursor = JSONNumber.write(value, to: sink.cursor)
        return next
    }
}
