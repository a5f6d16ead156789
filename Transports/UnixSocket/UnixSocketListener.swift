import LifelineCore
import LifelineUV

/// Takes connections at one path until it is closed; the file goes with it.
final class UnixSocketListener: Listener {
    let address: Address
    private let streams: StreamListener

    init(
        _ path: String, on loop: EventLoop, _ options: UnixSocketTransport.Options,
        _ accept: @escaping (any Link) -> Void
    ) throws(TransportError) {
        let limits = StreamLimits(options.limits)
        streams = try StreamListener(at: .unix(path: path), on: loop, users: UserRule(options.allowedUIDs)) {
            [unowned loop] in UnixSocketLink(on: loop, limits, accept: accept)
        }
        address = Address(scheme: "unix", rest: path)
    }

    func share() -> ListenerShare? { ListenerShare(address, streams.share()) }

    func close() { streams.close() }
}

/// Takes its share of the connections of a listener on another loop.
final class UnixSocketTaker: Listener {
    let address: Address
    private let streams: StreamTaker

    init(
        _ address: Address, _ peers: StreamShare, on loop: EventLoop, _ options: UnixSocketTransport.Options,
        _ accept: @escaping (any Link) -> Void
    ) {
        self.address = address
        let limits = StreamLimits(options.limits)
        streams = peers.join(on: loop) { [unowned loop] in UnixSocketLink(on: loop, limits, accept: accept) }
    }

    func close() { streams.close() }
}
