public import HTTPHead
public import LifelineCore
import LifelineUV
import WebSocketWire

/// WebSocket on TCP: `ws://127.0.0.1:8145/ws`, `ws://[::1]:0`. Numeric hosts and `localhost` only; no name is looked up.
/// On a Unix socket, for those who have a WebSocket client and no TCP: `ws:/run/user/1000/lifeline/engine.sock:/ws`.
///
/// Who gets in is decided by a `Gatekeeper` before it matters what they want; what is no upgrade goes to `routes`.
public struct WebSocketTransport: Transport {
    public static var scheme: StaticString { "ws" }

    /// What it bounds, whom it lets in, and what it answers to plain requests.
    public struct Options {
        /// What each link bounds.
        public var limits = LinkLimits()
        /// What is taken of a request before it is one.
        public var head = HeadLimits()
        /// Who must show a token, and who knows tokens. Hosts and origins follow the port that is listened on.
        public var token = TokenRule.none
        /// More names that the Host header may have, and more pages that may connect, than those of this machine.
        public var hosts: [Authority] = []
        /// The pages whose scripts may connect.
        public var origins: [Origin] = []
        /// Where WebSockets are. Default `/ws`.
        public var paths: [StaticString] = ["/ws"]
        /// What anybody may GET without a token.
        public var openPaths: [String] = []
        /// Listening: what is known; the client's order decides. Dialling: what is offered, in this order.
        public var subprotocols: [StaticString] = ["lifeline.v1.json", "lifeline.v1.energy"]
        /// Plain requests. None: 404.
        public var routes: RouteTable?
        /// How long a request may take to arrive, its body included. Default 5 s.
        public var requestPatience: Duration = .seconds(5)
        /// Connections that may be between their first byte and the end of their request. One more, and the oldest of
        /// them goes: a flood of slow ones cannot keep others out. Default 1,024.
        public var requestsPendingMax = 1024
        /// On a Unix socket: the users who may connect, and whose servers we dial. Default: our own alone.
        public var allowedUIDs: Set<UInt32> = UserRule.own.uids
        /// How long a dialled connection may take. Default 5 s.
        public var dialPatience: Duration = .seconds(5)
        /// What a dialling side shows, and offers.
        public var bearer: String?

        public init() {}
    }

    /// As they were given.
    public let options: Options

    /// By default for this machine alone: its own names and pages, without a token.
    public init(_ options: Options = Options()) { self.options = options }

    public func listen(
        _ address: Address, on loop: any Loop, accept: @escaping (any Link) -> Void
    ) throws(TransportError) -> any Listener {
        let target = try WebSocketAddress(address, path: options.paths.first?.description ?? "/ws")
        return try WebSocketListener(target, on: try eventLoop(loop, address), options, accept)
    }

    public func listen(
        sharing share: ListenerShare, on loop: any Loop, accept: @escaping (any Link) -> Void
    ) throws(TransportError) -> any Listener {
        guard let peers = share.peers as? StreamShare else {
            throw TransportError(.badAddress, "share", share.address.description, "another transport listens there")
        }
        return WebSocketTaker(share.address, peers, on: try eventLoop(loop, share.address), options, accept)
    }

    public func dial(
        _ address: Address, on loop: any Loop, done: @escaping (Result<any Link, TransportError>) -> Void
    ) {
        do throws(TransportError) {
            let target = try WebSocketAddress(address)
            let loop = try eventLoop(loop, address)
            let link = try WebSocketLink.dialling(target, options, on: loop, done)
            let users = UserRule(options.allowedUIDs)
            link.dial(target.place, timeout: options.dialPatience, users: users) { error in
                if let error { link.dialFailed(error) }
            }
        } catch {
            _ = loop.wake(at: loop.now) { done(.failure(error)) }
        }
    }

    private func eventLoop(_ loop: any Loop, _ address: Address) throws(TransportError) -> EventLoop {
        guard let loop = loop as? EventLoop else {
            throw TransportError(.badAddress, "open", address.description, "sockets need an EventLoop to live on")
        }
        return loop
    }
}
