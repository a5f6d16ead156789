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
        /// An answer or a Close frame is on its way; what still comes is dropped.
        case closing
    }

    /// What few links need, and none for long.
    final class Extras {
        /// Bytes of a read that the owner stopped in the middle of, with the slack that the wire wants.
        var leftover: UnsafeMutableRawBufferPointer?
        var owedPong: [UInt8]?
        var farewell: Close?

        deinit { leftover?.deallocate() }
    }

    // Only ever touched from this object's own methods on its loop, none of which is entered twice.
    @exclusivity(unchecked) var wire: WebSocketWire
    @exclusivity(unchecked) var phase: Phase
    @exclusivity(unchecked) public var owner: (any LinkOwner)?
    @exclusivity(unchecked) var extras: Extras?
    /// A client masks what it sends.
    let masks: Masks?
    private let desk: FrontDesk?
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
            let dialling = Dialling(
                handshake, options.head, address: "ws://\(target.authority)\(target.path)",
                subprotocols: options.subprotocols, done)
            return WebSocketLink(dialling: dialling, options, on: loop)
        } catch {
            throw TransportError(
                .badAddress, "dial", "ws://\(target.authority)", "\(error): the request would not survive the wire")
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

    public var greeting: Greeting {
        switch phase {
        case .request(let handshake): handshake.greeting
        case .dialling(let dialling): dialling.greeting
        case .open, .closing: Greeting()
        }
    }

    // MARK: Reading

    public override func received(_ bytes: UnsafeMutableRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        switch phase {
        case .open: pump(start, bytes.count)
        case .request(let handshake): hear(handshake, UnsafeMutableRawBufferPointer(start: start, count: bytes.count))
        case .dialling(let dialling): hear(dialling, UnsafeMutableRawBufferPointer(start: start, count: bytes.count))
        case .closing: break
        }
    }

    func pump(_ start: UnsafeMutableRawPointer, _ count: Int) {
        if let owner { pump(start, count, to: owner) } else { pump(start, count, to: Nobody.shared) }
    }

    /// Frames into records, where they lie. The owner is a parameter so that it is retained once per read.
    private func pump(_ start: UnsafeMutableRawPointer, _ count: Int, to owner: any LinkOwner) {
        var input = Inbound(start, count: count)
        while true {
            switch wire.next(&input) {
            case .more: return
            case .message(let bytes, let form): owner.received(UnsafeRawBufferPointer(bytes), form)
            case .ping(let bytes): pong(UnsafeRawBufferPointer(bytes))
            case .pong: break
            case .close(let code, let reason): peerCloses(code, UnsafeRawBufferPointer(reason))
            case .violated(let fault): close(fault.close)
            }
            if isPaused { return keep(input) }
        }
    }

    // MARK: Writing

    public func send(_ record: Record) -> Flow {
        guard case .open = phase else { return .closed }
        guard masks == nil else { return sendMasked(record.bytes, Opcode(record.form)) }
        return withHead(Opcode(record.form), record.count) { write(head: $0, record) }
    }

    public func send(copying bytes: UnsafeRawBufferPointer, _ form: RecordForm) -> Flow {
        guard case .open = phase else { return .closed }
        guard masks == nil else { return sendMasked(bytes, Opcode(form)) }
        return withHead(Opcode(form), bytes.count) { write(head: $0, copying: bytes) }
    }

    /// Bytes that are frames already: see `WebSocketBroadcast`.
    func send(framed record: Record) -> Flow {
        guard case .open = phase else { return .closed }
        return write(head: UnsafeRawBufferPointer(start: nil, count: 0), record)
    }

    @inline(__always)
    private func withHead(_ opcode: Opcode, _ count: Int, _ body: (UnsafeRawBufferPointer) -> Flow) -> Flow {
        var room: (UInt64, UInt64) = (0, 0)
        return withUnsafeMutableBytes(of: &room) { room in
            guard let start = room.baseAddress else { return .closed }
            let count = FrameHead.write(opcode, payload: count, to: start)
            return body(UnsafeRawBufferPointer(start: start, count: count))
        }
    }

    private func sendMasked(_ bytes: UnsafeRawBufferPointer, _ opcode: Opcode) -> Flow {
        masks?.frame(opcode, bytes) { write(copying: $0) } ?? .closed
    }

    /// The latest ping is answered; while nothing leaves, the latest only, so that a flood of them costs no memory.
    private func pong(_ payload: UnsafeRawBufferPointer) {
        guard case .open = phase else { return }
        if bytesWaiting > limits.values.outboundBytesMax / 2 {
            needExtras().owedPong = Array(payload)
        } else {
            sendControl(.pong, payload)
        }
    }

    private func sendControl(_ opcode: Opcode, _ payload: UnsafeRawBufferPointer) {
        if masks != nil {
            _ = sendMasked(payload, opcode)
        } else {
            _ = withHead(opcode, payload.count) { write(head: $0, copying: payload) }
        }
    }

    func needExtras() -> Extras {
        if let extras { return extras }
        let fresh = Extras()
        extras = fresh
        return fresh
    }

    public override func drained() {
        if let pong = extras?.owedPong {
            extras?.owedPong = nil
            pong.withUnsafeBytes { sendControl(.pong, $0) }
        }
        if case .open = phase { owner?.drained() }
    }

    // MARK: Leaving

    public func close(_ close: Close) {
        switch phase {
        case .open:
            sendClose(close.code == Close.recordTooLarge.code ? Close(1009, close.reason) : close)
            leave(saying: close.code == 1009 ? .recordTooLarge : close)
        case .request, .dialling:
            leave(saying: close)
        case .closing: break
        }
    }

    private func peerCloses(_ code: UInt16, _ reason: UnsafeRawBufferPointer) {
        sendClose(Close(code))
        let words = String(decoding: reason, as: UTF8.self)
        leave(saying: code == 1009 ? .recordTooLarge : Close(code, words))
    }

    private func sendClose(_ close: Close) {
        withUnsafeTemporaryAllocation(byteCount: CloseFrame.bytesMax, alignment: 1) { room in
            guard let start = room.baseAddress else { return }
            let count = CloseFrame.write(close, key: masks?.key(), to: start)
            write(copying: UnsafeRawBufferPointer(start: start, count: count))
        }
    }

    private func leave(saying close: Close) {
        needExtras().farewell = close
        phase = .closing
        isPaused = false
        wire.silence()
        self.close(lingering: .seconds(1))
    }

    public override func ended() {
        if case .open = phase { needExtras().farewell = .lost }
        if case .request(let handshake) = phase { desk?.left(handshake) }
        phase = .closing
        close(lingering: .zero)
    }

    public override func closed(_ end: StreamEnd) {
        let before = phase
        phase = .closing
        switch before {
        case .request(let handshake):
            desk?.left(handshake)
            handshake.forgetLink()
        case .dialling(let dialling):
            dialling.done(
                .failure(
                    TransportError(
                        .protocolMismatch, "dial", dialling.address, "the server closed during the handshake")))
        case .open, .closing: break
        }
        let close: Close =
            switch end {
            case .slow: .slowConsumer
            case .loopEnded: extras?.farewell ?? .goingAway
            default: extras?.farewell ?? .lost
            }
        extras = nil
        owner?.closed(close)
        owner = nil
    }
}

/// Who hears a link that nobody took.
private final class Nobody: LinkOwner, Sendable {
    static let shared = Nobody()
    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {}
    func drained() {}
    func closed(_ close: Close) {}
}
