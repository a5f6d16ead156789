/// Bytes that are no record, or a record that is no message: what, where, and whether the rest can be trusted.
public struct CodecError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong. Cases are added; write `default`.
    public enum Reason: Sendable, Hashable {
        // The bytes are not a record.
        case truncated
        case unexpectedByte
        case invalidNumber
        case invalidString
        case invalidUTF8
        case loneSurrogate
        case duplicateKey
        case trailingBytes
        case tooDeep(limit: Int)
        case recordTooLarge(Int, limit: Int)
        case tooManyMessages(limit: Int)
        case tooManyUnknownKeys(limit: Int)
        case nestedBatch
        case invalidMagic
        case unsupportedLayout(UInt8)
        case invalidLength
        case invalidOffset
        // The record is sound, a message in it is not.
        case missingField
        case wrongType
        case outOfRange
        case notFinite
        case unknownAlternative
        case invalidWords
        case invalidBase64
        case invalidDocument
        case tooManyElements(Int, limit: Int)
        case unknownKind
        case unknownChannel
        case invalidEnvelope
    }

    /// What a fault costs: the rest of the record, or one message of it.
    public enum Scope: Sendable { case record, message }

    public var reason: Reason
    /// Bytes from the start of the record. For a value that cannot be encoded: 0.
    public var offset: Int
    /// The field it happened in, from our own description, where there is one.
    public var field: String?

    @inlinable public init(_ reason: Reason, at offset: Int, field: StaticString? = nil) {
        self.reason = reason
        self.offset = offset
        self.field = field.map(\.description)
    }

    /// Whether the messages after this one can still be read.
    public var scope: Scope {
        switch reason {
        case .missingField, .wrongType, .outOfRange, .notFinite, .unknownAlternative, .invalidWords,
            .invalidBase64,
            .invalidDocument, .tooManyElements, .unknownKind, .unknownChannel, .invalidEnvelope:
            .message
        default: .record
        }
    }

    /// The code of PROTOCOL's table that an `error_event` carries.
    public var code: UInt16 {
        switch reason {
        case .recordTooLarge: 104
        case .unknownKind: 102
        case .unknownChannel: 301
        case .unsupportedLayout: 106
        default: scope == .record ? 100 : 101
        }
    }

    public var description: String {
        let place = field.map { " in \"\($0)\"" } ?? ""
        return "byte \(offset)\(place): \(words)"
    }

    /// What is wrong, without the place.
    public var words: String {
        switch reason {
        case .truncated: "the record ends too soon"
        case .unexpectedByte: "this byte cannot stand here"
        case .invalidNumber: "not a JSON number"
        case .invalidString: "a control character or an unknown escape in a string"
        case .invalidUTF8: "not UTF-8"
        case .loneSurrogate: "half of a surrogate pair"
        case .duplicateKey: "the key occurs twice"
        case .trailingBytes: "bytes after the end of the record"
        case .tooDeep(let limit): "nested more than \(limit) deep"
        case .recordTooLarge(let count, let limit):
            "the record has \(count) bytes, the limit is \(limit)"
        case .tooManyMessages(let limit): "more than \(limit) messages in one record"
        case .tooManyUnknownKeys(let limit): "more than \(limit) unknown keys in one object"
        case .nestedBatch: "a batch inside a batch or a snapshot"
        case .invalidMagic: "neither JSON nor an energy frame"
        case .unsupportedLayout(let version): "layout version \(version), this reader knows 1"
        case .invalidLength: "a length that does not fit its frame"
        case .invalidOffset: "an offset that does not fit its frame"
        case .missingField: "a required field is missing"
        case .wrongType: "a value of another type"
        case .outOfRange: "a number beyond its range"
        case .notFinite: "a number that is not finite"
        case .unknownAlternative: "no alternative of that name or number"
        case .invalidWords: "characters or a length that this field does not take"
        case .invalidBase64: "not base64 with its padding"
        case .invalidDocument: "not one canonical JSON value"
        case .tooManyElements(let count, let limit): "\(count) elements, the limit is \(limit)"
        case .unknownKind: "no message type of that name or number"
        case .unknownChannel: "no channel of that name or number"
        case .invalidEnvelope: "the envelope lacks or contradicts itself in a field"
        }
    }
}
