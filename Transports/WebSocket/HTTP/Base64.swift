/// Base64 with padding (RFC 4648 §4), for keys of 16 bytes and digests of 20.
enum Base64 {
    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    /// The character for the low six bits.
    @inline(__always)
    static func character(_ bits: UInt32) -> UInt8 { alphabet.utf8Start[Int(bits & 63)] }

    static func bits(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character &- 0x41
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character &- 0x61 &+ 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character &- 0x30 &+ 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    /// True for the one spelling of 16 bytes: 22 characters, the last with four zero bits, and `==`.
    static func isKey(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count == WebSocketKey.bytes, text[22] == UInt8(ascii: "="), text[23] == UInt8(ascii: "=") else {
            return false
        }
        for i in 0..<22 where bits(text[i]) == nil { return false }
        return (bits(text[21]) ?? 1) & 0x0F == 0
    }
}
