public import LifelineCore

/// The codes an `error_event` may carry, and their names.
public struct ProtocolFault: Error, Hashable, Sendable {
    /// 100 to 599 are the protocol's; docs/PROTOCOL.md lists them.
    public let code: UInt16
    public let name: Name

    private init(_ code: UInt16, _ name: Name) {
        self.code = code
        self.name = name
    }

    /// Nothing of the record can be read.
    public static let badRecord = ProtocolFault(100, "bad_record")
    /// A message that breaks a rule, in a record that can be read.
    public static let badMessage = ProtocolFault(101, "bad_message")
    /// The message type is not known here.
    public static let unknownType = ProtocolFault(102, "unknown_type")
    /// The request is for a method that nobody handles.
    public static let unknownMethod = ProtocolFault(103, "unknown_method")
    /// More bytes than are taken: of a record, of a prompt.
    public static let tooLarge = ProtocolFault(104, "too_large")
    /// The record is in a codec that is not spoken here.
    public static let unsupportedCodec = ProtocolFault(105, "unsupported_codec")
    /// None of the subprotocols that were offered is spoken here; the close is 4501.
    public static let unsupportedVersion = ProtocolFault(106, "unsupported_version")
    /// Text on a channel that takes none, or from who may not publish.
    public static let textNotAllowed = ProtocolFault(107, "text_not_allowed")
    /// No token was shown, or a wrong one; the close is 4502.
    public static let unauthorized = ProtocolFault(200, "unauthorized")
    /// The token was valid once: show a fresh one. For authenticators of your own: our tokens do not age.
    public static let tokenExpired = ProtocolFault(201, "token_expired")
    /// We know who asks, and they have no right to this.
    public static let forbidden = ProtocolFault(202, "forbidden")
    /// No channel has this name or handle.
    public static let unknownChannel = ProtocolFault(301, "unknown_channel")
    /// The message is about a channel that the client does not hear.
    public static let notSubscribed = ProtocolFault(302, "not_subscribed")
    /// What follows a position is gone. Not used: the server sends a snapshot instead.
    public static let unrecoverablePosition = ProtocolFault(303, "unrecoverable_position")
    /// A place was lost. Not used: the client asks with `resync` instead.
    public static let desync = ProtocolFault(304, "desync")
    /// Asked for too often; `retry` may say how long to wait.
    public static let rateLimited = ProtocolFault(400, "rate_limited")
    /// As many as may be are there already: subscriptions, open requests, keys.
    public static let limitExceeded = ProtocolFault(401, "limit_exceeded")
    /// The client reads too slowly. Not used: the link closes with 4001 instead.
    public static let slowConsumer = ProtocolFault(402, "slow_consumer")
    /// The fault is on our side.
    public static let internalFault = ProtocolFault(500, "internal")
    /// What it takes is not there: the engine, or the connection a request went out on.
    public static let unavailable = ProtocolFault(501, "unavailable")
    /// No answer came in time.
    public static let timeout = ProtocolFault(502, "timeout")

    /// Every one of these, by code.
    public static let all: [ProtocolFault] = [
        badRecord, badMessage, unknownType, unknownMethod, tooLarge, unsupportedCodec, unsupportedVersion,
        textNotAllowed, unauthorized, tokenExpired, forbidden, unknownChannel, notSubscribed, unrecoverablePosition,
        desync, rateLimited, limitExceeded, slowConsumer, internalFault, unavailable, timeout,
    ]

    /// Nil for a code that is not in `all`: the application's, or a newer release's.
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
