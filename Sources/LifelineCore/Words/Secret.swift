/// A token. Identifier characters, at most 4,096 of them; compared in constant time and never printed.
public struct Secret: AbstractWords {
    public var storage: String

    @inlinable @inline(__always) public init() { storage = "" }

    /// Nil if `text` has other characters or is too long.
    @inlinable public init?(_ text: String) {
        var text = text
        guard text.withUTF8({ Secret.accepts(UnsafeRawBufferPointer($0)) }) else { return nil }
        storage = text
    }

    @inlinable @inline(__always) public static var shape: Shape { .name }
    @inlinable @inline(__always) public static var bytesMax: Int { 4096 }
    @inlinable @inline(__always) public static var alphabet: Alphabet { .identifier }

    /// Takes as long for a wrong token as for the right one of that length.
    public static func == (a: Secret, b: Secret) -> Bool {
        var difference: UInt8 = a.storage.utf8.count == b.storage.utf8.count ? 0 : 1
        for (x, y) in zip(a.storage.utf8, b.storage.utf8) { difference |= x ^ y }
        return difference == 0
    }
}

extension Secret: CustomStringConvertible, CustomReflectable {
    public var description: String { "Secret" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
