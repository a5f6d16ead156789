import HTTPHead
import LifelineCore
import LifelineUV
import WebSocketWire

/// What the connections of one listener share: who gets in, who takes them, and how long they may dither.
final class FrontDesk {
    let options: WebSocketTransport.Options
    let accept: (any Link) -> Void
    let streamLimits: StreamLimits
    let wireLimits: WireLimits
    private(set) var gatekeeper: Gatekeeper
    private let loop: EventLoop
    private var wake: Wake?
    /// Those that have not finished their request, oldest first: a list through the handshakes themselves.
    private var oldest: Handshake?
    private var newest: Handshake?
    private(set) var pending = 0

    init(on loop: EventLoop, _ options: WebSocketTransport.Options, _ accept: @escaping (any Link) -> Void) {
        self.loop = loop
        self.options = options
        self.accept = accept
        streamLimits = StreamLimits(options.limits)
        wireLimits = WireLimits(messageBytesMax: options.limits.recordBytesMax)
        gatekeeper = Gatekeeper(port: 0, token: options.token)
    }

    /// Before the first connection: the port is known only now. On a Unix socket there is none, and Host is a bare name:
    /// what means port 80 on TCP.
    func open(at place: StreamAddress) {
        let port = if case .tcp(_, let port) = place { port } else { UInt16(80) }
        gatekeeper = Gatekeeper(port: port, token: options.token)
        gatekeeper.hosts += options.hosts
        gatekeeper.origins += options.origins
        gatekeeper.upgradePaths = options.paths
        gatekeeper.openPaths = options.openPaths
        gatekeeper.subprotocols = options.subprotocols
    }

    func arrived(_ handshake: Handshake) {
        handshake.deadline = loop.now.advanced(by: options.requestPatience)
        handshake.older = newest
        newest?.newer = handshake
        newest = handshake
        if oldest == nil { oldest = handshake }
        pending += 1
        if pending > options.requestsPendingMax { dismissOldest() }
        if wake == nil { sleep() }
    }

    func left(_ handshake: Handshake) {
        guard handshake.deadline != nil else { return }
        handshake.deadline = nil
        if let older = handshake.older { older.newer = handshake.newer } else { oldest = handshake.newer }
        if let newer = handshake.newer { newer.older = handshake.older } else { newest = handshake.older }
        handshake.older = nil
        handshake.newer = nil
        pending -= 1
    }

    /// One wake for all of them: they all have the same patience, so the oldest is the next to go. It is not moved when
    /// that one leaves in time, which most do: a wake that comes for nobody costs less.
    private func sleep() {
        guard let deadline = oldest?.deadline else { return }
        wake = loop.wake(at: deadline) { [weak self] in self?.woke() }
    }

    private func woke() {
        wake = nil
        while let deadline = oldest?.deadline, deadline <= loop.now {
            dismissOldest()
        }
        sleep()
    }

    private func dismissOldest() {
        guard let handshake = oldest else { return }
        left(handshake)
        handshake.link?.abort()
    }
}
