/// Numbers as JSON writes them: text to value and back, on raw bytes.
///
/// Writing gives the shortest digits that read back as the same value, in the layout of ECMAScript (RFC 8785).
/// Reading takes the grammar of RFC 8259 and nothing else, and rounds exactly, whatever the number of digits.
/// Nothing here allocates, throws or traps.
public enum JSONNumber {
    /// The room each `write` needs. It may scribble on all of it, even past the end it returns.
    public static let bytesMax = 32

    /// Why a number was not read.
    public enum Fault: UInt8, Sendable {
        /// The bytes are not a JSON number.
        case syntax
        /// The text ends where a number must go on.
        case truncated
        /// A number, but not finite, too large, or not integral, for the type asked for.
        case range
    }
}
