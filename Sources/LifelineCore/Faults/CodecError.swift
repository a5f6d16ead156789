/// Bytes that are no record, or a record that is no message: what, where, and whether the rest can be trusted.
public struct CodecError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong. Cases are added; write `default`.
    public enum Reason: Sendable, Hashable {
        // The bytes are not a record.
        /// The record ends before its message does.
        case truncated
        /// A byte that cannot stand where it is.
        case unexpectedByte
        /// A number that JSON does not know: a leading zero, a lone sign or point.
        case invalidNumber
        /// A control character in a string, or an escape that JSON does not know.
        case invalidString
        /// Words whose bytes are not UTF-8.
        case invalidUTF8
        /// An escape of half a surrogate pair.
        case loneSurrogate
        /// A key that its object has already.
        case duplicateKey
        /// Bytes after the end of the record.
        case trailingBytes
        /// Arrays and objects, or tables, inside each other: more than `CodecLimits.depthMax`.
        case tooDeep(limit: Int)
        /// The record's bytes, and how many it may have.
        case recordTooLarge(Int, limit: Int)
        /// More than `CodecLimits.messagesMax` messages in a batch or a snapshot.
        case tooManyMessages(limit: Int)
        /// More than `CodecLimits.unknownKeysMax` keys of one object that nobody here knows.
        case tooManyUnknownKeys(limit: Int)
        /// A batch in a batch, or a batch or a snapshot in a snapshot.
        case nestedBatch
        /// The first byte begins neither JSON nor an energy frame.
        case invalidMagic
        /// An energy frame of that layout version; this reader knows 1.
        case unsupportedLayout(UInt8)
        /// A length that no frame has, or that does not fit around this one.
        case invalidLength
        /// An offset that points out of its frame, or back into what was read.
        case invalidOffset
        // The record is sound, a message in it is not.
        /// A field that is not optional is absent.
        case missingField
        /// A value of another JSON type.
        case wrongType
        /// A number beyond what its field holds.
        case outOfRange
        /// An infinity or a NaN, or a number too large for its float.
        case notFinite
        /// An enumeration has no alternative of that name or number.
        case unknownAlternative
        /// Characters, or a length, that these words do not take.
        case invalidWords
        /// A string that is not base64 with its padding.
        case invalidBase64
        /// Bytes that are not one canonical JSON value.
        case invalidDocument
        /// A list's elements, and how many it may have.
        case tooManyElements(Int, limit: Int)
        /// No message type here has that name or number.
        case unknownKind
        /// No channel here has that name or number.
        case unknownChannel
        /// The envelope lacks a key, or its keys contradict each other.
        case invalidEnvelope
    }

    /// What a fault costs: the rest of the record, or one message of it.
    public enum Scope: Sendable {
        /// The rest of the record cannot be read.
        case record
        /// One message cannot be read; the next may.
        case message
    }

    /// What is wrong. `scope` and `code` follow from it.
    public var reason: Reason
    /// Bytes from the start of the record. For a value that cannot be encoded: 0.
    public var offset: Int
    /// The field it happened in, from our own description, where there is one.
    public var field: String?

    /// `offset` counts from the start of the record; `field` is a key of ours, never a peer's word.
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
