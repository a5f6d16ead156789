public import LifelineCore

/// Links through an ether, with its faults: what a hub and its clients stand on in a simulation.
///
/// A cut loses records whole, as a link hands on nothing else; what may wait is bounded by the ether's network.
public final class SimTransport: Transport {
    public static var scheme: StaticString { "sim" }

    public let ether: SimEther
    private var accepts: [String: (any Link) -> Void] = [:]

    public init(_ ether: SimEther) { self.ether = ether }

    public func listen(_ address: Address, on loop: any Loop, accept: @escaping (any Link) -> Void)
        throws(TransportError) -> any Listener
    {
        guard accepts[address.rest] == nil else {
            throw TransportError(.addressInUse, "listen", address.description, "somebody listens at this name already")
        }
        accepts[address.rest] = accept
        return SimListener(address) { [weak self] in self?.accepts[address.rest] = nil }
    }

    public func dial(
        _ address: Address, on loop: any Loop, done: @escaping (Result<any Link, TransportError>) -> Void
    ) {
        ether.dial { [self] (wire: SimWire<SimRecord>?) in
            guard let wire, let accept = accepts[address.rest] else {
                return done(.failure(TransportError(.refused, "connect", address.description, "nobody answers")))
            }
            accept(SimLink(wire, .far, Peer(address: "\(address)#client")))
            done(.success(SimLink(wire, .near, Peer(address: address.description))))
        }
    }
}

struct SimRecord {
    var bytes: [UInt8]
    var form: RecordForm
}

private final class SimListener: Listener {
    let address: Address
    private let end: () -> Void

    init(_ address: Address, _ end: @escaping () -> Void) {
        self.address = address
        self.end = end
    }

    func close() { end() }
}

/// One end of a wire. Lives until `closed`, held or not: the wire holds it.
private final class SimLink: Link {
    var owner: (any LinkOwner)?
    let peer: Peer
    /// As one of our own clients says it, so that the server waits for hello.
    let greeting = {
        var greeting = Greeting()
        greeting.subprotocol = "lifeline.v1.json"
        return greeting
    }()
    private let wire: SimWire<SimRecord>
    private let side: SimWire<SimRecord>.Side

    init(_ wire: SimWire<SimRecord>, _ side: SimWire<SimRecord>.Side, _ peer: Peer) {
        self.wire = wire
        self.side = side
        self.peer = peer
        wire.hear(
            side,
            SimWire.Ears(
                received: { [self] record in record.bytes.withUnsafeBytes { owner?.received($0, record.form) } },
                drained: { [self] in owner?.drained() },
                closed: { [self] close in
                    let last = owner
                    owner = nil
                    last?.closed(close)
                }))
    }

    func send(_ record: Record) -> Flow { send(copying: record.bytes, record.form) }

    func send(copying bytes: UnsafeRawBufferPointer, _ form: RecordForm) -> Flow {
        wire.send(SimRecord(bytes: Array(bytes), form: form), bytes: bytes.count, from: side)
    }

    func pause() { wire.pause(side) }
    func resume() { wire.resume(side) }
    func close(_ close: Close) { wire.close(close, from: side) }
}
