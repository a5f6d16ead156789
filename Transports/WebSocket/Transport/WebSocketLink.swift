import HTTPHead
public import LifelineCore
public import LifelineUV
import WebSocketWire

/// One WebSocket: bytes below, records above. A single allocation once it is open, and no buffer while it is idle.
public final class WebSocketLink: ByteStream, Link {
    enum Phase {
        case request(Handshake)
        case dialling(Dialling)
        case open
        /// A route thinks; what comes meanwhile is dropped.
        case answering
        /// An answer or a Close frame is on its way; what still comes is dropped.
        case closing
    }

    /// What few links need, and none for long.
    final class Extras {
        var leftover: Leftover?
        var owedPong: [UInt8]?
        /// What the owner will be told, once somebody has decided it.
        var farewell: Close?
        /// While the link is being accepted, or handed to who dialled it.
        var greeting: Greeting?

        var isEmpty: Bool { leftover == nil && owedPong == nil && farewell == nil && greeting == nil }
    }

    // Only ever touched from this object's own methods on its loop, none of which is entered twice.
    @exclusivity(unchecked) var wire: WebSocketWire
    @exclusivity(unchecked) var phase: Phase
    @exclusivity(unchecked) public var owner: (any LinkOwner)?
    @exclusivity(unchecked) var extras: Extras?
    /// A client masks what it sends.
    let masks: Masks?
    let desk: FrontDesk?
    @exclusivity(unchecked) var isPaused = false

    // MARK: Opening

    init(accepting desk: FrontDesk, on loop: EventLoop) {
        self.desk = desk
        wire = WebSocketWire(.server, desk.wireLimits)
        phase = .closing
        masks = nil
        super.init(on: loop, limits: desk.streamLimits)
    }

    private init(dialling: Dialling, _ options: WebSocketTransport.Options, on loop: EventLoop) {
        desk = nil
        wire = WebSocketWire(.client, WireLimits(messageBytesMax: options.limits.recordBytesMax))
        phase = .dialling(dialling)
        masks = Masks()
        super.init(on: loop, limits: StreamLimits(options.limits))
    }

    static func dialling(
        _ target: WebSocketAddress, _ options: WebSocketTransport.Options, on loop: EventLoop,
        _ done: @escaping (Result<any Link, TransportError>) -> Void
    ) throws(TransportError) -> WebSocketLink {
        var random = SystemRandomNumberGenerator()
        let key = WebSocketKey(entropy: random.next(), random.next())
        do throws(ClientHandshake.Fault) {
            let handshake = try ClientHandshake(
                host: target.authority, path: target.path, key: key, subprotocols: options.subprotocols,
                token: options.bearer)
            let dialling = Dialling(handshake, options, address: target.description, on: loop, done)
            return WebSocketLink(dialling: dialling, options, on: loop)
        } catch {
            throw TransportError(
                .badAddress, "connect", target.description, "\(error): the request would not survive the wire")
        }
    }

    public override func opened() {
        switch phase {
        case .dialling(let dialling): ask(dialling)
        default:
            guard let desk else { return }
            let handshake = Handshake(self, desk, desk.options.head)
            phase = .request(handshake)
            desk.arrived(handshake)
        }
    }

    public var greeting: Greeting { extras?.greeting ?? Greeting() }

    /// The handshake is over: `hand` gives the link to its owner, who may send and close at once. Then come the frames
    /// that followed it in the same read.
    func open(_ greeting: Greeting, _ rest: UnsafeMutableRawBufferPointer, _ hand: () -> Void) {
        phase = .open
        let extras = needExtras()
        extras.greeting = greeting
        hand()
        extras.greeting = nil
        guard case .open = phase else { return }
        if extras.isEmpty { self.extras = nil }
        if let start = rest.baseAddress, !rest.isEmpty { read(start, rest.count) }
    }

    // MARK: Events

    public override func received(_ bytes: UnsafeMutableRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        switch phase {
        case .open: read(start, bytes.count)
        case .request(let handshake): hear(handshake, UnsafeMutableRawBufferPointer(start: start, count: bytes.count))
        case .dialling(let dialling): hear(dialling, UnsafeMutableRawBufferPointer(start: start, count: bytes.count))
        case .answering, .closing: break
        }
    }

    public override func drained() {
        if let pong = extras?.owedPong {
            extras?.owedPong = nil
            pong.withUnsafeBytes { sendControl(.pong, $0) }
        }
        if case .open = phase { owner?.drained() }
    }

    public override func ended() { peerEnded() }

    public override func closed(_ end: StreamEnd) { over(end) }

    func needExtras() -> Extras {
        if let extras { return extras }
        let fresh = Extras()
        extras = fresh
        return fresh
    }
}
