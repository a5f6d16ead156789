public import LifelineCore

/// Links through an ether, with its faults: what a hub and its clients stand on in a simulation.
///
/// Records travel as a stream of bytes, in pieces as the network likes; so a cut ends them at any byte. What may wait is
/// bounded by the ether's network.
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
        ether.dial { [self] (wire: SimWire<[UInt8]>?) in
            guard let wire, let accept = accepts[address.rest] else {
                return done(.failure(TransportError(.refused, "connect", address.description, "nobody answers")))
            }
            accept(SimLink(wire, .far, Peer(address: "\(address)#client")))
            done(.success(SimLink(wire, .near, Peer(address: address.description))))
        }
    }
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
