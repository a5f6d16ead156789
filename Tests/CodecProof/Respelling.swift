import LifelineSimulation

/// The same JSON from a writer of another mind. What is not JSON stays so.
package enum Respelling {
    /// With escapes in its strings where none are needed.
    static func escaped(_ text: [UInt8], _ random: inout Randomness) -> [UInt8] {
        var out: [UInt8] = []
        var isInString = false
        /// Of an escape that is there already.
        var bytesLeft = 0
        for (place, byte) in text.enumerated() {
            if bytesLeft > 0 {
                bytesLeft -= 1
            } else if byte == UInt8(ascii: "\"") {
                isInString.toggle()
            } else if byte == UInt8(ascii: "\\") {
                bytesLeft = place + 1 < text.count && text[place + 1] == UInt8(ascii: "u") ? 5 : 1
            } else if isInString, byte < 0x80, random.chance(0.1) {
                let isUpper = random.chance(0.5)
                let isShort = byte == UInt8(ascii: "/") && isUpper
                let hex = String(byte, radix: 16, uppercase: isUpper)
                out += Array((isShort ? "\\/" : "\\u00" + (byte < 16 ? "0" : "") + hex).utf8)
                continue
            }
            out.append(byte)
        }
        return out
    }

    /// With white space around its marks.
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
