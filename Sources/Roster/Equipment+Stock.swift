import HTTPHead
public import Lifeline
public import LifelineCore
public import LifelineSession
import LoopbackTransport
import WebSocketTransport

extension Equipment {
    /// Everything that ships.
    public static let stock = Equipment(.stock, [webSocket, loopback])

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

    private static var webSocket: TransportDriver {
        TransportDriver(WebSocketTransport.scheme) { wish in
            var options = WebSocketTransport.Options()
            options.subprotocols = wish.subprotocols
            options.bearer = wish.bearer?.storage
            if let token = wish.token { options.token = .launch(LaunchToken(Array(token.storage.utf8))) }
            return WebSocketTransport(options)
        }
    }

    private static var loopback: TransportDriver {
        TransportDriver(LoopbackTransport.scheme) { _ in LoopbackTransport() }
    }
}

extension Client {
    /// With everything that ships: see `connect(_:_:token:_:)`.
    public static func connect(
        _ address: String, token: Secret? = nil, _ options: ClientSession.Options = ClientSession.Options()
    ) async throws -> Client {
        try await connect(address, .stock, token: token, options)
    }
}
