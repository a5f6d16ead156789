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

    /// False unless `text` is the one encoding of some bytes; what is in `bytes` then means nothing.
    public static func decode(_ text: UnsafeRawBufferPointer, into bytes: inout [UInt8]) -> Bool {
        guard text.count % 4 == 0 else { return false }
        bytes.removeAll(keepingCapacity: true)
        bytes.reserveCapacity(text.count / 4 &* 3)
        var index = 0
        while index < text.count {
            let isLast = index &+ 4 == text.count
            var group: UInt32 = 0
            var padding = 0
            for place in 0..<4 {
                let byte = text[index &+ place]
                if byte == 0x3D, isLast, place >= 2 {
                    padding &+= 1
                    group <<= 6
                } else if padding == 0, let value = value(byte) {
                    group = group << 6 | value
                } else {
                    return false
                }
            }
            // Bits under the padding must be zero, or one value had several texts.
            if padding == 1, group & 0xFF != 0 { return false }
            if padding == 2, group & 0xFFFF != 0 { return false }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            if padding < 2 { bytes.append(UInt8(truncatingIfNeeded: group >> 8)) }
            if padding < 1 { bytes.append(UInt8(truncatingIfNeeded: group)) }
            index &+= 4
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
