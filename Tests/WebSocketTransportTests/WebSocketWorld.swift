import Conformance
import LifelineCore
import SocketTestKit
import WebSocketTransport

/// How a WebSocket gets to the other end.
enum Road: String, CaseIterable, Sendable {
    case ipv4, ipv6, unix

    func address(_ path: String) -> Address {
        switch self {
        case .ipv4: Address(scheme: "ws", rest: "//127.0.0.1:0")
        case .ipv6: Address(scheme: "ws", rest: "//[::1]:0")
        case .unix: Address(scheme: "ws", rest: path)
        }
    }
}

/// WebSockets on a loop of their own.
func webSocketWorld(_ road: Road, _ setting: LinkCheck.Setting = LinkCheck.Setting.all[0]) -> SocketWorld {
    SocketWorld(
        setting, framing: 2...14, tellsCloses: true, systemBytesMax: 32 << 20, address: road.address
    ) { limits in
        var options = WebSocketTransport.Options()
        options.limits = limits
        return WebSocketTransport(options)
    }
}
