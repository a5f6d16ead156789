public import HTTPHead
public import LifelineCore
import LifelineUV
import WebSocketWire

/// WebSocket on TCP: `ws://127.0.0.1:8145/ws`, `ws://[::1]:0`. Numeric hosts and `localhost` only; no name is looked up.
///
/// Who gets in is decided by a `Gatekeeper` before it matters what they want; what is no upgrade goes to `routes`.
public struct WebSocketTransport: Transport {
    public static var scheme: StaticString { "ws" }

    public struct Options {
        public var limits = LinkLimits()
        public var head = HeadLimits()
        /// Who must show a token, and who knows tokens. Hosts and origins follow the port that is listened on.
        public var token = TokenRule.none
        /// More names that the Host header may have, and more pages that may connect, than those of this machine.
        public var hosts: [Authority] = []
        public var origins: [Origin] = []
        /// Where WebSockets are. Default `/ws`.
        public var paths: [StaticString] = ["/ws"]
        /// What anybody may GET without a token.
        public var openPaths: [StaticString] = []
        public var subprotocols: [StaticString] = ["lifeline.v1.json", "lifeline.v1.energy"]
        /// Plain requests. None: 404.
        public var routes: RouteTable?
        /// How long a request may take to arrive, its body included. Default 5 s.
        public var requestPatience: Duration = .seconds(5)
        /// Connections that may be between their first byte and the end of their request. One more, and the oldest of
        /// them goes: a flood of slow ones cannot keep others out. Default 1,024.
        public var requestsPendingMax = 1024
        /// How long a dialled connection may take. Default 5 s.
        public var dialPatience: Duration = .seconds(5)
        /// What a dialling side shows, and offers.
        public var bearer: String?

        public init() {}
    }

    public let options: Options

    public init(_ options: Options = Options()) { self.options = options }

    public func listen(
        _ address: Address, on loop: any Loop, accept: @escaping (any Link) -> Void
    ) throws(TransportError) -> any Listener {
        let target = try WebSocketAddress(address)
        return try WebSocketListener(target, on: try eventLoop(loop, address), options, accept)
    }

    public func dial(
        _ address: Address, on loop: any Loop, done: @escaping (Result<any Link, TransportError>) -> Void
    ) {
        do throws(TransportError) {
            let target = try WebSocketAddress(address)
            let loop = try eventLoop(loop, address)
            let link = try WebSocketLink.dialling(target, options, on: loop, done)
            link.dial(.tcp(host: target.host, port: target.port), timeout: options.dialPatience) { error in
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

/// `ws://host:port/path?query`, taken apart.
struct WebSocketAddress {
    var host: String
    var port: UInt16
    var path: String

    init(_ address: Address) throws(TransportError) {
        func bad(_ what: String) -> TransportError {
            TransportError(.badAddress, "parse", address.description, "\(what); write ws://127.0.0.1:8145/ws")
        }
        guard address.scheme == "ws", address.rest.hasPrefix("//") else { throw bad("not a ws:// address") }
        let rest = address.rest.dropFirst(2)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let tail = rest[authority.endIndex...]
        path = tail.isEmpty ? "/ws" : tail.first == "/" ? String(tail) : "/" + tail

        let colon: Substring.Index?
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { throw bad("the bracket is not closed") }
            host = String(authority[authority.index(after: authority.startIndex)..<close])
            let after = authority.index(after: close)
            colon = after < authority.endIndex ? after : nil
            if let colon, authority[colon] != ":" { throw bad("something stands behind the bracket") }
        } else {
            colon = authority.lastIndex(of: ":")
            host = String(authority[..<(colon ?? authority.endIndex)])
        }
        if host == "localhost" { host = "127.0.0.1" }
        guard let colon else {
            port = 8145
            return
        }
        guard let number = UInt16(authority[authority.index(after: colon)...]) else {
            throw bad("the port is no number")
        }
        port = number
    }

    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
