import HTTPHead
import LifelineCore
import LifelineUV

/// Takes connections, and keeps an eye on those that have not said yet what they want.
final class WebSocketListener: Listener {
    let address: Address
    let desk: FrontDesk
    private let streams: StreamListener

    init(
        _ target: WebSocketAddress, on loop: EventLoop, _ options: WebSocketTransport.Options,
        _ accept: @escaping (any Link) -> Void
    ) throws(TransportError) {
        guard options.paths.contains(where: { $0.description == target.path }) else {
            throw TransportError(
                .badAddress, "listen", target.description,
                "WebSockets are at \(options.paths.map(\.description).joined(separator: ", ")) here: end the address so"
            )
        }
        let desk = FrontDesk(on: loop, options, accept)
        streams = try StreamListener(at: target.place, on: loop, users: UserRule(options.allowedUIDs)) {
            [unowned loop] in WebSocketLink(accepting: desk, on: loop)
        }
        desk.open(at: streams.address)
        self.desk = desk
        address = target.address(at: streams.address)
    }

    func share() -> ListenerShare? { ListenerShare(address, streams.share()) }

    func close() { streams.close() }
}

/// Takes its share of the connections of a listener on another loop.
final class WebSocketTaker: Listener {
    let address: Address
    private let streams: StreamTaker

    init(
        _ address: Address, _ peers: StreamShare, on loop: EventLoop, _ options: WebSocketTransport.Options,
        _ accept: @escaping (any Link) -> Void
    ) {
        self.address = address
        let desk = FrontDesk(on: loop, options, accept)
        desk.open(at: peers.address)
        streams = peers.join(on: loop) { [unowned loop] in WebSocketLink(accepting: desk, on: loop) }
    }

    func close() { streams.close() }
}
