internal import LifelineCore

/// One name that takes calls. Held by the transport until it is closed.
final class LoopbackListener: Listener {
    let address: Address
    let loop: any Loop
    let limits: LinkLimits
    let accept: (any Link) -> Void
    private weak var names: LoopbackTransport.Names?
    private var accepted = 0

    init(
        _ address: Address, _ loop: any Loop, _ limits: LinkLimits, _ names: LoopbackTransport.Names,
        _ accept: @escaping (any Link) -> Void
    ) {
        self.address = address
        self.loop = loop
        self.limits = limits
        self.names = names
        self.accept = accept
    }

    func close() {
        // The name may be somebody else's by now.
        guard let names, names.listeners[address.rest] === self else { return }
        names.listeners[address.rest] = nil
    }

    /// A caller has no name of its own, so it gets a number: `loop:test#3`.
    func nextPeer() -> Peer {
        accepted += 1
        return Peer(address: "\(address)#\(accepted)")
    }
}
