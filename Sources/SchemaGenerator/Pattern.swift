import LifelineCore

/// Regular expressions that mean the same in every validator.
enum Pattern {
    /// The end of the string. A bare `$` also matches before a last line feed in Python and Perl.
    static var end: String { "$(?!\\n)" }

    /// A character class of an alphabet's ASCII characters: `[0-9A-Za-z+\-.]`.
    static func characters(_ alphabet: Alphabet) -> String {
        var members = (0..<0x80).filter { alphabet.contains($0) } as [UInt8]
        var text = "["
        // What people know as one range, if all of it is there: first the widest.
        for range in [0x20...0x7E, 0x30...0x39, 0x41...0x5A, 0x61...0x7A] as [ClosedRange<UInt8>]
        where range.allSatisfy({ members.contains($0) }) {
            text += String(Unicode.Scalar(range.lowerBound)) + "-" + String(Unicode.Scalar(range.upperBound))
            members.removeAll { range.contains($0) }
        }
        return text + members.map { literal($0) }.joined() + "]"
    }

    private static func literal(_ byte: UInt8) -> String {
        let character = String(Unicode.Scalar(byte))
        if byte < 0x20 || byte == 0x7F { return "\\x" + Hex.digits(UInt64(byte), count: 2) }
        return ["\\", "]", "[", "^", "-", "/"].contains(character) ? "\\" + character : character
    }
}
