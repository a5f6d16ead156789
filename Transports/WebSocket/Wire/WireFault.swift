public import LifelineCore

/// How a peer broke the rules of RFC 6455, or met one of our limits.
public enum WireFault: UInt8, Sendable, Hashable, CaseIterable {
    case reservedBits, reservedOpcode
    case maskMissing, maskUnexpected
    case continuationUnexpected, continuationMissing
    case controlFragmented, controlTooLong
    case lengthNotMinimal, lengthTopBit
    case closeTooShort, closeCodeInvalid, closeReasonInvalid
    case textInvalid
    case messageTooLarge
    case fragmentsTooMany
}

extension WireFault {
    /// What to send: 1002, 1007, 1008 or 1009, and words for a person.
    public var close: Close {
        switch self {
        case .reservedBits: Close(1002, "reserved bits are set, but no extension was agreed")
        case .reservedOpcode: Close(1002, "reserved opcode")
        case .maskMissing: Close(1002, "frames of a client must be masked")
        case .maskUnexpected: Close(1002, "frames of a server must not be masked")
        case .continuationUnexpected: Close(1002, "continuation without a message")
        case .continuationMissing: Close(1002, "new message inside a fragmented one")
        case .controlFragmented: Close(1002, "fragmented control frame")
        case .controlTooLong: Close(1002, "control frame over 125 bytes")
        case .lengthNotMinimal: Close(1002, "length not in its shortest form")
        case .lengthTopBit: Close(1002, "length over 63 bits")
        case .closeTooShort: Close(1002, "close frame of one byte")
        case .closeCodeInvalid: Close(1002, "close code that may not be sent")
        case .closeReasonInvalid: Close(1007, "close reason is not UTF-8")
        case .textInvalid: Close(1007, "text is not UTF-8")
        case .messageTooLarge: Close(1009, "message too large")
        case .fragmentsTooMany: Close(1008, "too many tiny fragments")
        }
    }
}
