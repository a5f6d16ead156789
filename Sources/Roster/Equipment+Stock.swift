import HTTPHead
public import Lifeline
public import LifelineCore
public import LifelineSession
public import LifelineUV
import LoopbackTransport
import UnixSocketTransport
public import WebSocketTransport

extension Equipment {
    /// Everything that ships.
    public static let stock = stock { _ in }

    /// Everything that ships, with WebSockets to taste: more origins, routes for plain requests. `adjust` is called on
    /// each loop that listens or dials.
    public static func stock(
        webSocket adjust: @escaping @Sendable (inout WebSocketTransport.Options) -> Void
    ) -> Equipment {
        Equipment(.stock, [webSocket(adjust), unixSocket, loopback])
    }

    /// With one more message type of an application's own, numbered from 0x400.
    @inlinable public func speaking<M: Message>(_ type: M.Type) -> Equipment {
        Equipment(repertoire.speaking(type), transports)
    }

    /// With one more channel.
    public func with<C: Channel>(_ channel: C.Type) -> Equipment {
        var more = self
        more.repertoire.add(channel)
        return more
    }

    private static func webSocket(
        _ adjust: @escaping @Sendable (inout WebSocketTransport.Options) -> Void
    ) -> TransportDriver {
        TransportDriver(WebSocketTransport.scheme) { wish in
            var options = WebSocketTransport.Options()
            options.limits = wish.limits
            options.subprotocols = wish.subprotocols
            options.bearer = wish.bearer?.storage
            if let token = wish.token { options.token = .launch(LaunchToken(Array(token.storage.utf8))) }
            adjust(&options)
            return WebSocketTransport(options)
        }
    }

    private static var unixSocket: TransportDriver {
        TransportDriver(UnixSocketTransport.scheme) { wish in
            var options = UnixSocketTransport.Options()
            options.limits = wish.limits
            return UnixSocketTransport(options)
        }
    }

    private static var loopback: TransportDriver {
        TransportDriver(LoopbackTransport.scheme) { _ in LoopbackTransport() }
    }
}

extension Client {
    /// With everything that ships: see `connect(_:_:token:_:within:on:)`.
    public static func connect(
        _ address: String, token: Secret? = nil, _ options: ClientSession.Options = ClientSession.Options(),
        within patience: Duration = .seconds(10), on loop: EventLoop? = nil
    ) async throws(TransportError) -> Client {
        try await connect(address, .stock, token: token, options, within: patience, on: loop)
    }
}
