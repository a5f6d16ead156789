/// Opaque bytes: base64 in JSON, themselves in the energy frame.
public struct Bytes: Sendable, Hashable, ExpressibleByArrayLiteral {
    public var storage: [UInt8]

    /// Empty unless told.
    @inlinable public init(_ storage: [UInt8] = []) { self.storage = storage }
    @inlinable public init(arrayLiteral elements: UInt8...) { storage = elements }
}

/// Rare free-form data: one JSON value, canonical. In JSON it stands inline, in the energy frame as its bytes.
///
/// Canonical means: no white space, no duplicate keys, numbers and escapes as RFC 8785 writes them, keys in the order
/// they came. Codecs check it on the way in and refuse anything else.
public struct Document: Sendable, Hashable, CustomStringConvertible {
    /// Its canonical text, UTF-8.
    public let json: [UInt8]

    /// `{}`
    @inlinable public init() { json = [0x7B, 0x7D] }

    /// Only for who has checked that the bytes are one canonical JSON value: a codec, or code that wrote them.
    @inlinable public init(canonical json: [UInt8]) { self.json = json }

    public var description: String { "Document(\(json.count) bytes)" }
}
