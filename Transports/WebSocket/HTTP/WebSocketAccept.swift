/// Sec-WebSocket-Accept: 28 characters that only follow from one key.
public struct WebSocketAccept: Sendable, Equatable {
    let text: InlineArray<28, UInt8>

    init(_ digest: SHA1.Digest) {
        text = InlineArray<28, UInt8> { i in
            guard i < 27 else { return UInt8(ascii: "=") }
            // Six bits from bit 6i of the five words and two zero bytes.
            let bit = i &* 6
            let pair = UInt64(digest[bit &>> 5]) &<< 32 | UInt64(digest[min(bit &>> 5 &+ 1, 7)])
            return Base64.character(UInt32(truncatingIfNeeded: pair >> UInt64(58 &- bit & 31)))
        }
    }

    func isSpelled(_ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count == 28 else { return false }
        for i in 0..<28 where value[i] != text[i] { return false }
        return true
    }

    public static func == (a: WebSocketAccept, b: WebSocketAccept) -> Bool {
        for i in 0..<28 where a.text[i] != b.text[i] { return false }
        return true
    }
}
