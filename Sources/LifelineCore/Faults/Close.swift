/// Why a link ends. The code's range says whether the peer may come back and resume.
///
/// 1000 and 1001 as in RFC 6455; 4000–4499 reconnect and resume; 4500–4999 final.
public struct Close: Error, Sendable, Hashable, CustomStringConvertible {
    /// As a WebSocket sends it. Its range decides `mayResume`.
    public var code: UInt16
    /// Words for a person, at most `reasonBytesMax` bytes of UTF-8. Never anything a peer sent.
    public var reason: String

    /// RFC 6455 leaves 123 bytes of a close frame for the reason.
    public static let reasonBytesMax = 123

    /// Checks nothing: keep the reason within `reasonBytesMax`.
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
    /// Done: nothing is wrong, and nobody need come back.
    public static let normal = Close(1000)
    /// The server stops. Come back and resume.
    public static let goingAway = Close(1001, "going away")
    /// The peer vanished: end of stream, reset, or an error of the system. Never sent.
    public static let lost = Close(1006, "connection lost")

    /// Nothing was heard for `Welcome.timeout`. Come back and resume.
    public static let heartbeatTimeout = Close(4000, "heartbeat timeout")
    /// Too much waits to be written, or nothing left for too long: see `LinkLimits`. Come back and resume.
    public static let slowConsumer = Close(4001, "slow consumer")
    /// The server's own fault. Come back and resume.
    public static let internalFault = Close(4002, "internal fault")
    /// The server will be there again soon. Come back and resume.
    public static let restarting = Close(4003, "restarting")
    /// The token has expired. Come back with a fresh one.
    public static let authExpired = Close(4004, "authentication expired")
    /// More bad messages than the server bears. Come back and resume.
    public static let rateLimited = Close(4005, "rate limited")

    /// The peer broke the protocol. Final.
    public static let protocolError = Close(4500, "protocol error")
    /// The peer offered only subprotocols that nobody here knows. Final.
    public static let unsupportedVersion = Close(4501, "unsupported version")
    /// The peer has shown no token, or a wrong one. Final.
    public static let unauthorized = Close(4502, "unauthorized")
    /// The peer is known, and may not do this. Final.
    public static let forbidden = Close(4503, "forbidden")
    /// A newer connection has taken up the session. Final: who comes back takes it away again.
    public static let superseded = Close(4504, "superseded")
    /// A record was larger than `Welcome.recordMax`, or than a hello may be. Final.
    public static let recordTooLarge = Close(4505, "record too large")
    /// No hello came in time. Clients come back, though `mayResume` is false: the network was slow.
    public static let helloTimeout = Close(4506, "hello timeout")
    /// The server has as many connections as it takes. Final.
    public static let tooManySessions = Close(4507, "too many sessions")

    /// The same code with other words, at most `reasonBytesMax` of them, and never a peer's.
    public func because(_ reason: String) -> Close { Close(code, reason) }
}
