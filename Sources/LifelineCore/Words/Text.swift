/// What a user or a model wrote. Any UTF-8, compared as bytes. Never printed by logs, never on a metric channel.
public struct Text: Words, ExpressibleByStringLiteral, CustomStringConvertible {
    public var storage: String

    @inlinable @inline(__always) public init() { storage = "" }
    /// Takes any text.
    @inlinable @inline(__always) public init(_ text: String) { storage = text }
    public init(stringLiteral text: String) { storage = text }

    @inlinable @inline(__always) public static var shape: Shape { .text }
    /// Bounded by the record it travels in.
    @inlinable @inline(__always) public static var bytesMax: Int { .max }
    @inlinable @inline(__always) public static var alphabet: Alphabet { .any }

    @inlinable public static func accepts(_ bytes: UnsafeRawBufferPointer) -> Bool { true }

    /// How much, never what: a text that is printed by mistake says nothing.
    public var description: String { "Text(\(storage.utf8.count) bytes)" }
}
