/// What a string says, escapes and all. Everything here takes text that `scan` has passed, without its quotes.
extension JSONString {
    /// Writes the characters. The result is never longer than its source, so `out` needs `end - p` bytes.
    public static func unescape(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, to out: UnsafeMutableRawPointer
    ) -> Int {
        var p = p
        var q = out
        while p < end {
            let byte = p.load(as: UInt8.self)
            if byte == 0x5C {
                var (bytes, count) = utf8(escape(&p, end))
                while count > 0 {
                    q.storeBytes(of: UInt8(truncatingIfNeeded: bytes), as: UInt8.self)
                    q += 1
                    bytes >>= 8
                    count &-= 1
                }
            } else {
                q.storeBytes(of: byte, as: UInt8.self)
                p += 1
                q += 1
            }
        }
        return q - out
    }

    /// True if the characters are those of `held`: compared where they stand, so that one that repeats is not made anew.
    /// `isText` says that `held`, too, is text with escapes, in the canonical form.
    public static func says(
        _ p: UnsafeRawPointer, _ end: UnsafeRawPointer, _ held: UnsafeRawBufferPointer, isText: Bool = false
    ) -> Bool {
        guard var h = held.baseAddress else { return p == end }
        let heldEnd = h + held.count
        var p = p
        while p < end {
            while end - p >= 8, heldEnd - h >= 8 {
                let word = p.loadUnaligned(as: UInt64.self)
                guard special(word) == 0, word == h.loadUnaligned(as: UInt64.self) else { break }
                p += 8
                h += 8
            }
            guard p < end else { break }
            var (bytes, count) = (UInt32(p.load(as: UInt8.self)), 1)
            if bytes == 0x5C { (bytes, count) = utf8(escape(&p, end)) } else { p += 1 }
            while count > 0 {
                guard h < heldEnd else { return false }
                var byte = UInt32(h.load(as: UInt8.self))
                // What the canonical form escapes is one byte.
                if isText, byte == 0x5C { byte = escape(&h, heldEnd) } else { h += 1 }
                guard byte == bytes & 0xFF else { return false }
                bytes >>= 8
                count &-= 1
            }
        }
        return h == heldEnd
    }

    /// The next byte of text that says only ASCII; of any other character something that is none.
    static func ascii(_ p: inout UnsafeRawPointer, _ end: UnsafeRawPointer) -> UInt8 {
        let byte = p.load(as: UInt8.self)
        if byte == 0x5C { return UInt8(exactly: escape(&p, end)) ?? 0xFF }
        p += 1
        return byte
    }

    /// Past an escape, or both of a surrogate pair. Returns the character.
    private static func escape(_ p: inout UnsafeRawPointer, _ end: UnsafeRawPointer) -> UInt32 {
        let kind = p + 1 < end ? (p + 1).load(as: UInt8.self) : 0x5C
        var ignored = JSONFault()
        guard kind == 0x75, let first = hex4(p + 2, end, &ignored) else {
            p = min(p + 2, end)
            return switch kind {
            case 0x62: 0x08
            case 0x66: 0x0C
            case 0x6E: 0x0A
            case 0x72: 0x0D
            case 0x74: 0x09
            default: UInt32(kind)
            }
        }
        p += 6
        guard (0xD800..<0xDC00).contains(first), let second = hex4(p + 2, end, &ignored) else { return first }
        p += 6
        return 0x1_0000 &+ ((first & 0x3FF) << 10) &+ (second & 0x3FF)
    }

    /// The UTF-8 of a character, its first byte lowest, and how many bytes it has.
    private static func utf8(_ scalar: UInt32) -> (bytes: UInt32, count: Int) {
        switch scalar {
        case 0..<0x80: (scalar, 1)
        case 0x80..<0x800: (0x80C0 | scalar >> 6 | (scalar & 0x3F) << 8, 2)
        case 0x800..<0x1_0000: (0x80_80E0 | scalar >> 12 | (scalar & 0xFC0) << 2 | (scalar & 0x3F) << 16, 3)
        default:
            (
                0x8080_80F0 | scalar >> 18 | (scalar >> 12 & 0x3F) << 8 | (scalar >> 6 & 0x3F) << 16
                    | (scalar & 0x3F) << 24, 4
            )
        }
    }
}
