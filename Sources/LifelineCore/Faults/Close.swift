/// Why a link ends. The code's range says whether the peer may come back and resume.
///
/// 1000 and 1001 as in RFC 6455; 4000–4499 reconnect and resume; 4500–4999 final.
public struct Close: Error, Sendable, Hashable, CustomStringConvertible {
    public var code: UInt16
    /// Words for a person, at most `reasonBytesMax` bytes of UTF-8. Never anything a peer sent.
    public var reason: String

    /// RFC 6455 leaves 123 bytes of a close frame for the reason.
    public static let reasonBytesMax = 123

    @inlinable public init(_ code: UInt16, _ reason: String = "") {
        self.code = code
        self.reason = reason
    }

    /// True if a client should reconnect and ask for what it missed.
    public var mayResume: Bool {
        code == 1001 || code == 1006 || code == 1012 || (4000...4499).contains(code)
    }

    public var description: String { reason.isEmpty ? "\(code)" : "\(code) \(reason)" }
}

extension Close {
    public static let normal = Close(1000)
    public static let goingAway = Close(1001, "going away")
    /// The peer vanished: end of stream, reset, or an error of the system. Never sent.
    public static let lost = Close(1006, "connection lost")

    public static let heartbeatTimeout = Close(4000, "heartbeat timeout")
    public static let slowConsumer = Close(4001, "slow consumer")
    public static let internalFault = Close(4002, "internal fault")
    public static let restarting = Close(4003, "restarting")
    public static let authExpired = Close(4004, "authentication expired")
    public static let rateLimited = Close(4005, "rate limited")

    public static let protocolError = Close(4500, "protocol error")
    public static let unsupportedVersion = Close(4501, "unsupported version")
    public static let unauthorized = Close(4502, "unauthorized")
    public static let forbidden = Close(4503, "forbidden")
    public static let superseded = Close(4504, "superseded")
    public static let recordTooLarge = Close(4505, "record too large")
    public static let helloTimeout = Close(4506, "hello timeout")
    public static let tooManySessions = Close(4507, "too many sessions")

    /// The same code with other words, at most `reasonBytesMax` of them, and never a peer's.
    public func because(_ reason: String) -> Close { Close(code, reason) }
}
