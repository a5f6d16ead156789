/// Sec-WebSocket-Key: what a client sends, so that the answer proves a WebSocket server.
public struct WebSocketKey: Sendable {
    static let bytes = 24
    let text: InlineArray<24, UInt8>

    /// Sixteen bytes from the system's random source, as two words.
    public init(entropy high: UInt64, _ low: UInt64) {
        let whole = UInt128(high) << 64 | UInt128(low)
        text = InlineArray<24, UInt8> { i in
            // Six bits at a time from the top; the last character has the two that remain and four zeros.
            guard i < 22 else { return UInt8(ascii: "=") }
            return Base64.character(UInt32(truncatingIfNeeded: i < 21 ? whole >> (122 &- 6 &* i) : whole << 4))
        }
    }

    /// Nil unless `value` is the base64 of 16 bytes.
    init?(_ value: UnsafeRawBufferPointer) {
        guard Base64.isKey(value) else { return nil }
        text = InlineArray<24, UInt8> { value[$0] }
    }

    /// Sec-WebSocket-Accept for this key (RFC 6455 §4.2.2).
    public var accept: WebSocketAccept {
        let constant: StaticString = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        let words = InlineArray<16, UInt32> { i in
            guard i < 15 else { return 0 }
            var word: UInt32 = 0
            for at in 4 &* i..<4 &* i &+ 4 {
                word = word &<< 8 | UInt32(at < 24 ? text[unchecked: at] : constant.utf8Start[at &- 24])
            }
            return word
        }
        return WebSocketAccept(SHA1.digest(words: words))
    }
}
