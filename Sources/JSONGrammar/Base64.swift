/// RFC 4648 §4, with its padding, nothing else.
public enum Base64 {
    @inlinable public static func encodedCount(_ count: Int) -> Int { (count &+ 2) / 3 &* 4 }

    /// Needs `encodedCount` bytes of room.
    public static func encode(_ bytes: [UInt8], to out: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        let alphabet = Base64.alphabet
        var q = out
        var index = 0
        while index < bytes.count {
            let left = bytes.count &- index
            let first = UInt32(bytes[index])
            let second = left > 1 ? UInt32(bytes[index &+ 1]) : 0
            let third = left > 2 ? UInt32(bytes[index &+ 2]) : 0
            let group = first << 16 | second << 8 | third
            for place in 0..<4 {
                let padded = place > left
                let symbol = padded ? 0x3D : alphabet.utf8Start[Int(group >> UInt32(18 - 6 * place) & 63)]
                q.storeBytes(of: symbol, toByteOffset: place, as: UInt8.self)
            }
            q += 4
            index &+= 3
        }
        return q
    }

    /// False unless `text` is the one encoding of some bytes; what is in `bytes` then means nothing. `escaped` says that
    /// it is text of a JSON string that `scan` has passed, with escapes.
    public static func decode(_ text: UnsafeRawBufferPointer, escaped: Bool = false, into bytes: inout [UInt8]) -> Bool
    {
        bytes.removeAll(keepingCapacity: true)
        guard var p = text.baseAddress else { return true }
        let end = p + text.count
        // Of text with escapes nobody knows yet how much it says.
        if !escaped { bytes.reserveCapacity(text.count / 4 &* 3) }
        while p < end {
            var group: UInt32 = 0
            var padding = 0
            for place in 0..<4 {
                guard p < end else { return false }
                let byte = escaped ? JSONString.ascii(&p, end) : p.load(as: UInt8.self)
                if !escaped { p += 1 }
                if byte == 0x3D, place >= 2 {
                    padding &+= 1
                    group <<= 6
                } else if padding == 0, let value = value(byte) {
                    group = group << 6 | value
                } else {
                    return false
                }
            }
            // Padding ends it, and bits under it must be zero, or one value had several texts.
            if padding > 0, p < end || group & (padding == 1 ? 0xFF : 0xFFFF) != 0 { return false }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            if padding < 2 { bytes.append(UInt8(truncatingIfNeeded: group >> 8)) }
            if padding < 1 { bytes.append(UInt8(truncatingIfNeeded: group)) }
        }
        return true
    }

    private static var alphabet: StaticString { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }

    private static func value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x41...0x5A: UInt32(byte) &- 0x41
        case 0x61...0x7A: UInt32(byte) &- 0x47
        case 0x30...0x39: UInt32(byte) &+ 4
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }
}
