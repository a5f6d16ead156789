/// Makes links. One per scheme; the roster names them all.
public protocol Transport {
    /// "ws", "unix", "loop".
    static var scheme: StaticString { get }

    /// Accepts links at `address` until the listener is closed. `accept` sets the link's owner before it returns, and may
    /// send at once. An address of another scheme is a `.badAddress`.
    func listen(_ address: Address, on loop: any Loop, accept: @escaping (any Link) -> Void)
        throws(TransportError) -> any Listener

    /// Takes some of the links that come in at the address of a listener on another loop: each loop gets as many as the
    /// others. Transports whose listeners share nothing need not say this.
    func listen(sharing share: ListenerShare, on loop: any Loop, accept: @escaping (any Link) -> Void)
        throws(TransportError) -> any Listener

    /// Calls `done` exactly once, never from inside this call. `done` sets the link's owner, and may send at once.
    func dial(
        _ address: Address, on loop: any Loop,
        done: @escaping (Result<any Link, TransportError>) -> Void)
}

/// What takes peers at one address, until it is closed.
public protocol Listener: AnyObject {
    /// Where it really listens: port 0 has become a number.
    var address: Address { get }
    /// What listeners on other loops need to take a share of its links. Nil: all of them live on its own loop.
    func share() -> ListenerShare?
    /// Stops accepting. Links that were accepted live on. Idempotent.
    func close()
}

/// An address that several loops take links from.
public struct ListenerShare: Sendable {
    public let address: Address
    /// The transport's own: what brings the peers of that address to other loops.
    public let peers: any Sendable

    /// For transports: the address where it really listens, and what brings the peers.
    public init(_ address: Address, _ peers: any Sendable) {
        self.address = address
        self.peers = peers
    }
}

extension Transport {
    public func listen(
        sharing share: ListenerShare, on loop: any Loop, accept: @escaping (any Link) -> Void
    ) throws(TransportError) -> any Listener {
        throw TransportError(
            .badAddress, "share", share.address.description, "this transport's links live on one loop: listen there")
    }
}

extension Listener {
    public func share() -> ListenerShare? { nil }
}

/// `scheme:rest`, for example `ws://127.0.0.1:8145/ws`, `unix:/run/lifeline.sock`, `loop:test`.
public struct Address: Sendable, Hashable, CustomStringConvertible {
    public var scheme: String
    /// Everything after the first colon, `//` included.
    public var rest: String

    /// Takes both as they are.
    public init(scheme: String, rest: String) {
        self.scheme = scheme
        self.rest = rest
    }

    /// Nil if there is no scheme, or it is not of lower-case letters and digits.
    public init?(_ text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), colon > text.startIndex else {
            return nil
        }
        let scheme = text.utf8[..<colon]
        guard scheme.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }) else {
            return nil
        }
        self.init(scheme: String(text[..<colon]), rest: String(text[text.utf8.index(after: colon)...]))
    }

    public var description: String { "\(scheme):\(rest)" }
}
