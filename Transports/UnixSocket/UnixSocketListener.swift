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

    func close() { streams.close() }
}
