import LifelineCore

/// Regular expressions that mean the same in every validator.
enum Pattern {
    /// The end of the string. A bare `$` also matches before a last line feed in Python and Perl.
    static var end: String { "$(?!\\n)" }

    /// A character class of an alphabet's ASCII characters: `[+\-.0-9A-Z]`.
    static func characters(_ alphabet: Alphabet) -> String {
        var text = "["
        var first: UInt8 = 0
        while first < 0x80 {
            guard alphabet.contains(first) else {
                first += 1
                continue
            }
            var last = first
            while last < 0x7F, alphabet.contains(last + 1) { last += 1 }
            text += literal(first)
            if last > first + 1 { text += "-" }
            if last > first { text += literal(last) }
            first = last + 1
        }
        return text + "]"
    }

    private static func literal(_ byte: UInt8) -> String {
        let character = String(Unicode.Scalar(byte))
        if byte < 0x20 || byte == 0x7F { return "\\x" + Hex.digits(UInt64(byte), count: 2) }
        return ["\\", "]", "[", "^", "-", "/"].contains(character) ? "\\" + character : character
    }
}
