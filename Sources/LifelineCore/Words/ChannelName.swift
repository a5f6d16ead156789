/// What a channel is called: `[a-z0-9][a-z0-9._:-]{0,127}`, compared as bytes.
public struct ChannelName: AbstractWords, ExpressibleByStringLiteral, CustomStringConvertible {
    public var storage: String

    /// `system`, the one channel that always exists.
    @inlinable @inline(__always) public init() { storage = "system" }

    /// Nil if `text` has other characters, starts with a mark, is empty or too long.
    @inlinable public init?(_ text: String) {
        var text = text
        guard text.withUTF8({ ChannelName.accepts(UnsafeRawBufferPointer($0)) }) else { return nil }
        storage = text
    }

    public init(stringLiteral text: String) {
        guard let name = ChannelName(text) else {
            preconditionFailure(
                "\"\(text)\" is no channel name: use a–z 0–9 . _ : - and start with a letter or digit")
        }
        self = name
    }

    @inlinable @inline(__always) public static var shape: Shape { .channel }
    @inlinable @inline(__always) public static var bytesMax: Int { 128 }
    @inlinable @inline(__always) public static var alphabet: Alphabet { .channel }
    public var description: String { storage }

    @inlinable public static func accepts(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= 1, bytes.count <= bytesMax, alphabet.contains(bytes) else { return false }
        return (0x61...0x7A).contains(bytes[0]) || (0x30...0x39).contains(bytes[0])
    }
}
