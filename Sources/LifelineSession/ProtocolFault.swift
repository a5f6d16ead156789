public import LifelineCore

/// The codes an `error_event` may carry, and their names.
public struct ProtocolFault: Error, Hashable, Sendable {
    public let code: UInt16
    public let name: Name

    private init(_ code: UInt16, _ name: Name) {
        self.code = code
        self.name = name
    }

    public static let badRecord = ProtocolFault(100, "bad_record")
    public static let badMessage = ProtocolFault(101, "bad_message")
    public static let unknownType = ProtocolFault(102, "unknown_type")
    public static let unknownMethod = ProtocolFault(103, "unknown_method")
    public static let tooLarge = ProtocolFault(104, "too_large")
    public static let unsupportedCodec = ProtocolFault(105, "unsupported_codec")
    public static let unsupportedVersion = ProtocolFault(106, "unsupported_version")
    public static let textNotAllowed = ProtocolFault(107, "text_not_allowed")
    public static let unauthorized = ProtocolFault(200, "unauthorized")
    public static let tokenExpired = ProtocolFault(201, "token_expired")
    public static let forbidden = ProtocolFault(202, "forbidden")
    public static let unknownChannel = ProtocolFault(301, "unknown_channel")
    public static let notSubscribed = ProtocolFault(302, "not_subscribed")
    public static let unrecoverablePosition = ProtocolFault(303, "unrecoverable_position")
    public static let desync = ProtocolFault(304, "desync")
    public static let rateLimited = ProtocolFault(400, "rate_limited")
    public static let limitExceeded = ProtocolFault(401, "limit_exceeded")
    public static let slowConsumer = ProtocolFault(402, "slow_consumer")
    public static let internalFault = ProtocolFault(500, "internal")
    public static let unavailable = ProtocolFault(501, "unavailable")
    public static let timeout = ProtocolFault(502, "timeout")

    public static let all: [ProtocolFault] = [
        badRecord, badMessage, unknownType, unknownMethod, tooLarge, unsupportedCodec, unsupportedVersion,
        textNotAllowed, unauthorized, tokenExpired, forbidden, unknownChannel, notSubscribed, unrecoverablePosition,
        desync, rateLimited, limitExceeded, slowConsumer, internalFault, unavailable, timeout,
    ]

    public init?(code: UInt16) {
        guard let known = ProtocolFault.all.first(where: { $0.code == code }) else { return nil }
        self = known
    }

    /// The fault as an `error_event` of these words.
    public func event(_ message: Phrase, fatal: Bool = false, channel: ChannelName? = nil) -> ErrorEvent {
        var event = ErrorEvent()
        event.code = code
        event.name = name
        event.message = message
        event.fatal = fatal
        event.channel = channel
        return event
    }
}
