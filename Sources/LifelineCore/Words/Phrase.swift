/// Words we wrote ourselves, for a person to read: at most 256 bytes of printable ASCII.
///
/// Built from literals, numbers and names only, so that nothing a user or a model wrote can slip into an error message:
/// `"the record has \(70_000) bytes, the limit is \(65_536)"` compiles, `"cannot parse \(text)"` does not.
public struct Phrase: AbstractWords, ExpressibleByStringInterpolation, CustomStringConvertible {
    public var storage: String

    @inlinable @inline(__always) public init() { storage = "" }

    public init(stringLiteral text: StaticString) { self.init(truncating: text.description) }

    public init(stringInterpolation: StringInterpolation) {
        self.init(truncating: stringInterpolation.text)
    }

    /// Keeps what is printable ASCII, up to the limit: a literal may have a dash that is not.
    private init(truncating text: String) {
        storage = ""
        for byte in text.utf8 where Phrase.alphabet.contains(byte) {
            guard storage.utf8.count < Phrase.bytesMax else { break }
            storage.unicodeScalars.append(Unicode.Scalar(byte))
        }
    }

    @inlinable @inline(__always) public static var shape: Shape { .phrase }
    @inlinable @inline(__always) public static var bytesMax: Int { 256 }
    @inlinable @inline(__always) public static var alphabet: Alphabet { .printable }
    public var description: String { storage }

    /// Takes literals, numbers, names and our own errors, and nothing else.
    public struct StringInterpolation: StringInterpolationProtocol {
        var text = ""

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity)
        }
        public mutating func appendLiteral(_ literal: StaticString) { text += literal.description }
        public mutating func appendInterpolation(_ number: some BinaryInteger) {
            text += String(number)
        }
        public mutating func appendInterpolation(_ words: some AbstractWords) { text += words.storage }
        public mutating func appendInterpolation(_ kind: Kind) { text += kind.name.description }
        public mutating func appendInterpolation(_ words: StaticString) { text += words.description }
        /// Its words are ours: it never quotes what it could not read.
        public mutating func appendInterpolation(_ fault: CodecError) { text += fault.description }
        /// What the system said, and our advice.
        public mutating func appendInterpolation(_ error: TransportError) { text += error.detail }
    }
}
