internal import LifelineCore

/// What all wires of one world run through: the loop, the temper of the network, chance, and a count of what went wrong.
public final class SimEther {
    public let loop: SimLoop
    /// Holds for what happens from now on.
    public var network: SimNetwork
    public private(set) var faults: [SimFault: Int] = [:]
    var random: Randomness

    public init(_ loop: SimLoop, _ network: SimNetwork, _ random: Randomness) {
        self.loop = loop
        self.network = network
        self.random = random
    }

    public func count(_ fault: SimFault) { faults[fault, default: 0] += 1 }

    /// When something happens that happens every `mean`, memoryless.
    func next(every mean: Duration?) -> Instant? {
        guard let mean else { return nil }
        // −ln(u) by halving: close enough to an exponential, and the same on every machine.
        var halvings = 0.0
        var unit = random.unit()
        while unit < 0.5, halvings < 20 {
            halvings += 1
            unit *= 2
        }
        let waits = (halvings + 2 * (1 - unit)) * 0.693
        return loop.now.advanced(by: .nanoseconds(Int64(Double(mean.wholeNanoseconds) * waits)))
    }

    /// Connects after a while, or not: `done` gets the wire, or nil when nobody answers.
    public func dial<Value>(_ done: @escaping (SimWire<Value>?) -> Void) {
        var wait = random.range(network.dial)
        let isRefused = random.chance(network.dialRefused)
        let isStalled = !isRefused && random.chance(network.dialStalled)
        if isRefused { count(.dialRefused) }
        if isStalled {
            count(.dialStalled)
            wait += random.range(network.stall)
        }
        loop.wake(at: loop.now.advanced(by: wait)) { done(isRefused ? nil : SimWire(self)) }
    }
}
