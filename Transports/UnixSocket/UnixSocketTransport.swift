public import LifelineCore
import LifelineUV

/// Records over a Unix socket: `unix:/run/user/1000/lifeline/engine.sock`. Nothing to parse, nobody to let in but users
/// of this machine that the kernel vouches for.
///
/// Text is one line of JSON, ended by LF; a binary record is one energy frame, which says its own length. So a producer
/// in any language is a socket and `print`:
///
///     printf '{"channel":"energy",…}\n' | socat - UNIX-CONNECT:/run/user/1000/lifeline/engine.sock
///
/// There are no close codes on the way: whoever wants to say why sends a `goodbye` first, and the peer of any close sees
/// `.lost` behind the last record.
public struct UnixSocketTransport: Transport {
    public static var scheme: StaticString { "unix" }

    /// What it bounds, and whom it lets in.
    public struct Options: Sendable {
        /// What each link bounds.
        public var limits = LinkLimits()
        /// The users who may connect, and whose servers we dial. Default: our own alone.
        public var allowedUIDs: Set<UInt32> = UserRule.own.uids
        /// How long dialling may take. Default 5 s.
        public var dialPatience: Duration = .seconds(5)

        public init() {}
    }

    /// As they were given.
    public let options: Options

    /// By default for our own user alone.
    public init(_ options: Options = Options()) { self.options = options }

    /// The socket gets the mode 0600, in a folder that is made with 0700 if it is missing, and refused if others may
    /// enter it. A socket that nobody listens on any longer is replaced.
    public func listen(
        _ address: Address, on loop: any Loop, accept: @escaping (any Link) -> Void
    ) throws(TransportError) -> any Listener {
        let path = try UnixSocketTransport.path(in: address, "listen")
        let loop = try UnixSocketTransport.eventLoop(loop, address, "listen")
        return try UnixSocketListener(path, on: loop, options, accept)
    }

    public func listen(
        sharing share: ListenerShare, on loop: any Loop, accept: @escaping (any Link) -> Void
    ) throws(TransportError) -> any Listener {
        guard let peers = share.peers as? StreamShare else {
            throw TransportError(.badAddress, "share", share.address.description, "another transport listens there")
        }
        let loop = try UnixSocketTransport.eventLoop(loop, share.address, "share")
        return UnixSocketTaker(share.address, peers, on: loop, options, accept)
    }

    public func dial(
        _ address: Address, on loop: any Loop, done: @escaping (Result<any Link, TransportError>) -> Void
    ) {
        do throws(TransportError) {
            let path = try UnixSocketTransport.path(in: address, "connect")
            let loop = try UnixSocketTransport.eventLoop(loop, address, "connect")
            let link = UnixSocketLink(on: loop, StreamLimits(options.limits), accept: nil)
            let users = UserRule(options.allowedUIDs)
            link.dial(.unix(path: path), timeout: options.dialPatience, users: users) { error in
                done(error.map { .failure($0) } ?? .success(link))
            }
        } catch {
            _ = loop.wake(at: loop.now) { done(.failure(error)) }
        }
    }

    private static func path(in address: Address, _ operation: String) throws(TransportError) -> String {
        guard address.scheme == scheme.description, !address.rest.isEmpty else {
            throw TransportError(
                .badAddress, operation, address.description,
                "not the address of a Unix socket; write unix:/run/user/1000/lifeline/engine.sock")
        }
        return address.rest
    }

    private static func eventLoop(
        _ loop: any Loop, _ address: Address, _ operation: String
    ) throws(TransportError) -> EventLoop {
        guard let loop = loop as? EventLoop else {
            throw TransportError(
                .badAddress, operation, address.description, "sockets need an EventLoop to live on")
        }
        return loop
    }
}
