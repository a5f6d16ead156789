/// Bytes as hexadecimal digits, and back.
public enum Hex {
    public static func digits(_ value: UInt64, count: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }

    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { digits(UInt64($0), count: 2) }.joined()
    }

    /// Nil if `text` is not pairs of digits.
    public static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
