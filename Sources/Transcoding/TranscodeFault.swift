public import LifelineCore

/// Why a record cannot be said in another codec. Offsets count from the start of the record.
public enum TranscodeFault: Error, Sendable, Hashable {
    /// It is no record, or a message in it is none.
    case codec(CodecError)
    case unknownKind(UInt16, at: Int)
    case unknownChannel(ChannelHandle, at: Int)
    /// Only part of a message, and no telling which part.
    case delta(at: Int)

    public var offset: Int {
        switch self {
        case .codec(let error): error.offset
        case .unknownKind(_, let offset), .unknownChannel(_, let offset), .delta(let offset): offset
        }
    }

    public var field: String? {
        switch self {
        case .codec(let error): error.field
        case .unknownKind: "type"
        case .unknownChannel: "channel"
        case .delta: "delta"
        }
    }

    /// What is wrong, without the place.
    public var words: String {
        switch self {
        case .codec(let error): error.words
        case .unknownKind(let kind, _): "no message type has the number 0x\(String(kind, radix: 16))"
        case .unknownChannel(let handle, _): "no channel has the handle \(handle.rawValue)"
        case .delta: "a delta cannot be converted, only whole messages"
        }
    }
}
