/// The same JSON with white space around its marks: a writer of another mind. What is not JSON stays so.
package enum Respelling {
    package static func spaced(_ text: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count * 2)
        var isInString = false
        var isEscaped = false
        for byte in text {
            if isInString {
                isInString = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                out.append(byte)
                continue
            }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ","), UInt8(ascii: ":"): out += [byte, 0x20]
            case UInt8(ascii: "}"), UInt8(ascii: "]"): out += [0x0A, byte]
            default:
                isInString = byte == UInt8(ascii: "\"")
                out.append(byte)
            }
        }
        return out
    }
}
