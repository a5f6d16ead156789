internal import LifelineCore
internal import LifelineSimulation

// Words of every alphabet and length, and text where quoting, UTF-8 and equality go wrong.
extension Randomness {
    /// Characters that `W` takes: none, one, as many as it takes, or some.
    mutating func words<W: Words>(_ type: W.Type) -> String {
        if W.alphabet.beyondASCII { return text() }
        let length =
            switch range(0...9) {
            case 0: 0
            case 1: 1
            case 2: W.bytesMax
            case 3: W.bytesMax - 1
            default: range(0...min(W.bytesMax, 40))
            }
        let alphabet = characters(of: W.alphabet)
        // A long word repeats itself, or tokens would cost more than all other fields.
        let block = (0..<min(length, 61)).map { _ in pick(alphabet) }
        var bytes = (0..<length).map { block[$0 % block.count] }
        if W.shape == .channel {
            // It starts with a letter or a digit.
            let first = pick(Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8))
            if bytes.isEmpty { bytes = [first] } else { bytes[0] = first }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func text() -> String {
        if chance(0.15) { return pick(textNasties) }
        let length =
            switch range(0...9) {
            case 0: 0
            case 1: 1
            case 2: range(100...400)
            default: range(1...40)
            }
        let plain = chance(0.4)
        var text = ""
        for _ in 0..<length {
            text.unicodeScalars.append(plain ? Unicode.Scalar(range(0x20...0x7E as ClosedRange<UInt8>)) : scalar())
        }
        return text
    }

    /// From each length of UTF-8, each of its ends, and what JSON or JavaScript treat as special.
    private mutating func scalar() -> Unicode.Scalar {
        let value: UInt32 =
            switch range(0...7) {
            case 0: range(0x00...0x1F)
            case 1: pick([0x22, 0x5C, 0x2F, 0x08, 0x09, 0x0A, 0x0C, 0x0D, 0x00, 0x7F, 0x3C, 0x26])
            case 2: pick([0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x1_0000, 0x10_FFFF, 0xFEFF])
            case 3: pick([0x2028, 0x2029, 0x0301, 0x200D, 0x202E, 0xFE0F])
            case 4: range(0x80...0x7FF)
            case 5: range(0x800...0xFFFF)
            case 6: range(0x1_0000...0x10_FFFF)
            default: range(0x20...0x7E)
            }
        return Unicode.Scalar(value) ?? "\u{FFFD}"  // Surrogates are no scalars.
    }

    mutating func byteList() -> [UInt8] {
        let length = chance(0.5) ? range(0...6) : range(0...300)
        return (0..<length).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}

private func characters(of alphabet: Alphabet) -> [UInt8] {
    switch alphabet {
    case .identifier: identifier
    case .channel: channel
    case .printable: printable
    default: all(of: alphabet)
    }
}

private func all(of alphabet: Alphabet) -> [UInt8] { (0...127).filter { alphabet.contains($0) } }

private let identifier = all(of: .identifier)
private let channel = all(of: .channel)
private let printable = all(of: .printable)

private let textNasties = [
    "\"", "\\", "\\\"", "\\u0041", "\\ud800", "\u{0}", "\u{1F}", "\u{7F}", "\r\n", "\u{2028}\u{2029}", "</script>",
    "null",
    "{}", "[1]", " leading and trailing ", "\u{E9}", "e\u{301}", "\u{FEFF}bom", "👩‍👩‍👧‍👦", "🇩🇪", "日本語", "\u{10FFFF}", "𝄞",
    "ends in a backslash\\", "-0", "NaN", "1e400",
]
