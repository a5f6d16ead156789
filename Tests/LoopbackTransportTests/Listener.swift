import LifelineCore
import LifelineSimulation
import LoopbackTransport

/// An owner that writes down what it hears.
final class Listener: LinkOwner {
    var link: (any Link)?
    var records: [[UInt8]] = []
    var drains = 0
    var closes: [Close] = []
    var whenReceived: (() -> Void)?

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        records.append([UInt8](record))
        whenReceived?()
    }
    func drained() { drains += 1 }
    func closed(_ close: Close) { closes.append(close) }

    func own(_ link: any Link) {
        self.link = link
        link.owner = self
    }

    @discardableResult
    func send(_ count: Int, _ byte: UInt8 = 0x78) -> Flow? {
        [UInt8](repeating: byte, count: count).withUnsafeBytes { link?.send(copying: $0, .text) }
    }
}

/// Two ends on a simulated loop.
struct Connection {
    let loop: SimLoop
    let near = Listener()
    let far = Listener()

    init(on loop: SimLoop = SimLoop(), near nearLimits: LinkLimits = .init(), far farLimits: LinkLimits = .init())
        throws
    {
        self.loop = loop
        let (near, far) = (near, far)
        var transport = LoopbackTransport(limits: farLimits)
        let address = Address(scheme: "loop", rest: "test")
        let listener = try transport.listen(address, on: loop) { far.own($0) }
        transport.limits = nearLimits
        transport.dial(address, on: loop) { if case .success(let link) = $0 { near.own(link) } }
        loop.runUntilIdle()
        listener.close()
    }

    /// A link lives until it is closed, even after its test.
    func end() {
        for end in [near, far] {
            end.whenReceived = nil
            end.link?.resume()
            end.link?.close(.lost)
        }
        loop.runUntilIdle()
    }
}
