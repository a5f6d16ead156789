import LifelineCore

/// Strings as RFC 8259 allows them and RFC 8785 writes them.
public enum JSONString {
    /// Finds the end of the string whose first byte after the quote is `p`. Returns where its closing quote stands, or
    /// nil with `fault` at the offending byte. Checks everything: control characters, escapes, surrogates, UTF-8.
    @inlinable public static func scan(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ escaped: inout Bool, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        var p = p
        while end - p >= 8 {
            let word = p.loadUnaligned(as: UInt64.self)
            let stop = special(word) | (word & 0x8080_8080_8080_8080)
            if stop != 0 {
                p += stop.trailingZeroBitCount >> 3
                if p.load(as: UInt8.self) == 0x22 { return p }
                return scanRest(p, end, &escaped, &fault)
            }
            p += 8
        }
        return scanRest(p, end, &escaped, &fault)
    }

    /// A bit in the top of each byte that is a quote, a backslash or a control character. Bytes above the lowest such
    /// one may be marked wrongly; bytes of 0x80 and more never are.
    @inlinable @inline(__always) public static func special(_ word: UInt64) -> UInt64 {
        let quote = word ^ 0x2222_2222_2222_2222
        let slash = word ^ 0x5C5C_5C5C_5C5C_5C5C
        let ones: UInt64 = 0x0101_0101_0101_0101
        return
            (((quote &- ones) & ~quote) | ((slash &- ones) & ~slash)
            | ((word &- 0x2020_2020_2020_2020) & ~word)) & 0x8080_8080_8080_8080
    }

    @usableFromInline @inline(never) static func scanRest(
        _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ escaped: inout Bool, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        var p = start
        while p < end {
            let byte = p.load(as: UInt8.self)
            switch byte {
            case 0x22: return p
            case 0x5C:
                escaped = true
                guard let next = scanEscape(p, end, &fault) else { return nil }
                p = next
            case 0..<0x20:
                fault.set(.invalidString, p)
                return nil
            case 0x80...:
                let length = sequenceLength(p, end)
                guard length > 0 else {
                    fault.set(length == 0 ? .invalidUTF8 : .truncated, p)
                    return nil
                }
                p += length
            default: p += 1
            }
        }
        fault.set(.truncated, end)
        return nil
    }

    /// Past one escape, or both of a surrogate pair.
    private static func scanEscape(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ fault: inout JSONFault
    ) -> UnsafeRawPointer? {
        guard end - p >= 2 else {
            fault.set(.truncated, end)
            return nil
        }
        switch (p + 1).load(as: UInt8.self) {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return p + 2
        case 0x75: break
        default:
            fault.set(.invalidString, p + 1)
            return nil
        }
        guard let first = hex4(p + 2, end, &fault) else { return nil }
        guard (0xD800...0xDFFF).contains(first) else { return p + 6 }
        guard first < 0xDC00 else {
            fault.set(.loneSurrogate, p)
            return nil
        }
        guard end - p >= 8 else {
            // Only an escape may follow; without room for its first bytes this is cut off, not wrong.
            let rest = UnsafeRawBufferPointer(start: p + 6, count: end - p - 6)
            fault.set(rest.first.map { $0 == 0x5C } ?? true ? .truncated : .loneSurrogate, p)
            return nil
        }
        guard (p + 6).load(as: UInt8.self) == 0x5C, (p + 7).load(as: UInt8.self) == 0x75 else {
            fault.set(.loneSurrogate, p)
            return nil
        }
        guard let second = hex4(p + 8, end, &fault) else { return nil }
        guard (0xDC00...0xDFFF).contains(second) else {
            fault.set(.loneSurrogate, p)
            return nil
        }
        return p + 12
    }

    static func hex4(_ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ fault: inout JSONFault) -> UInt32? {
        var value: UInt32 = 0
        for i in 0..<4 {
            guard p + i < end else {
                fault.set(.truncated, end)
                return nil
            }
            guard let digit = hexDigit((p + i).load(as: UInt8.self)) else {
                fault.set(.invalidString, p + i)
                return nil
            }
            value = value << 4 | digit
        }
        return value
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte) &- 0x30
        case 0x41...0x46: UInt32(byte) &- 0x37
        case 0x61...0x66: UInt32(byte) &- 0x57
        default: nil
        }
    }

    /// Length of the well-formed UTF-8 sequence at `p`; 0 if there is none, −1 if the bytes end inside one.
    private static func sequenceLength(_ p: UnsafeRawPointer, _ end: UnsafeRawPointer) -> Int {
        let lead = p.load(as: UInt8.self)
        let length: Int
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        switch lead {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if lead == 0xE0 { low = 0xA0 }
            if lead == 0xED { high = 0x9F }
        case 0xF0...0xF4:
            length = 4
            if lead == 0xF0 { low = 0x90 }
            if lead == 0xF4 { high = 0x8F }
        default: return 0
        }
        for i in 1..<length {
            guard p + i < end else { return -1 }
            let byte = (p + i).load(as: UInt8.self)
            guard byte >= low, byte <= high else { return 0 }
            (low, high) = (0x80, 0xBF)
        }
        return length
    }
}
