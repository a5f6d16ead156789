/// An identifier from configuration or a registry: a model, a badge, a session. At most 128 bytes of
/// `A–Z a–z 0–9 . _ : / + @ = -`, so that no sentence fits in one.
public struct Name: AbstractWords, ExpressibleByStringLiteral, CustomStringConvertible {
    public var storage: String

    @inlinable @inline(__always) public init() { storage = "" }

    /// Nil if `text` has other characters or is too long.
    @inlinable public init?(_ text: String) {
        var text = text
        guard text.withUTF8({ Name.accepts(UnsafeRawBufferPointer($0)) }) else { return nil }
        storage = text
    }

    public init(stringLiteral text: String) {
        guard let name = Name(text) else {
            preconditionFailure("\"\(text)\" is no Name: use at most 128 of A–Z a–z 0–9 . _ : / + @ = -")
        }
        self = name
    }

    @inlinable @inline(__always) public static var shape: Shape { .name }
    @inlinable @inline(__always) public static var bytesMax: Int { 128 }
    @inlinable @inline(__always) public static var alphabet: Alphabet { .identifier }
    public var description: String { storage }
}
