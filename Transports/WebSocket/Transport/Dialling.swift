import HTTPHead
import LifelineCore
import LifelineUV

/// What a dialled connection needs until it is a WebSocket, or is known not to become one.
final class Dialling {
    let handshake: ClientHandshake
    var reader: ResponseReader
    let address: String
    let subprotocols: [StaticString]
    private let loop: EventLoop
    private let deadline: Instant
    private var wake: Wake?
    private var done: ((Result<any Link, TransportError>) -> Void)?

    init(
        _ handshake: ClientHandshake, _ options: WebSocketTransport.Options, address: String, on loop: EventLoop,
        _ done: @escaping (Result<any Link, TransportError>) -> Void
    ) {
        self.handshake = handshake
        reader = ResponseReader(options.head)
        self.address = address
        subprotocols = options.subprotocols
        self.loop = loop
        deadline = loop.now.advanced(by: options.dialPatience)
        self.done = done
    }

    /// Calls `body` if the answer has not come when the patience ends that began with dialling.
    func startWaiting(orElse body: @escaping () -> Void) {
        wake = loop.wake(at: deadline) { [unowned self] in
            wake = nil
            body()
        }
    }

    /// Only the first call counts.
    func finish(_ result: Result<any Link, TransportError>) {
        if let wake { loop.cancel(wake) }
        wake = nil
        done.take()?(result)
    }

    /// The connection ended before there was an answer.
    func fault(of end: StreamEnd) -> TransportError {
        if end == .loopEnded {
            return TransportError(.cancelled, "connect", address, "the event loop has been shut down")
        }
        return TransportError(.protocolMismatch, "connect", address, "the server closed during the handshake")
    }
}
