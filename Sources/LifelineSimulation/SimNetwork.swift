internal import LifelineCore

/// How bad a network is, in means and probabilities. One value describes a whole world's; nil means never.
public struct SimNetwork: Sendable, Hashable {
    /// On the way, each record for itself; their order is kept.
    public var delay: ClosedRange<Duration> = .milliseconds(1) ... .milliseconds(20)
    /// Between asking for a connection and having it.
    public var dial: ClosedRange<Duration> = .milliseconds(1) ... .milliseconds(50)
    /// A connection ends, on the mean after so long. Both ends are told, each after its own delay.
    public var cutEvery: Duration?
    /// Of the cuts, those that also lose the tail of what is under way.
    public var tailLost = 0.7
    /// A connection falls silent in both directions, and nobody is told.
    public var silentEvery: Duration?
    /// One direction stands still for a while: a slow reader, a full buffer, a bad spot of the radio.
    public var stallEvery: Duration?
    public var stall: ClosedRange<Duration> = .milliseconds(200) ... .seconds(8)
    /// Nobody answers a dial.
    public var dialRefused = 0.0
    /// A dial, and all that is said on it, takes as long as a stall: it may come through after it was given up.
    public var dialStalled = 0.0
    /// What is sent as one piece arrives as two, and again: only links of bytes know this.
    public var split = 0.0
    /// What may be under way in one direction before its sender is told that it is congested, and at all.
    public var bytesMax = 8 << 10
    public var bytesHardMax = 64 << 10

    /// Nothing goes wrong.
    public static let calm = SimNetwork()

    /// Everything goes wrong, often enough to see it within minutes.
    public static let stormy = {
        var network = SimNetwork()
        network.cutEvery = .seconds(25)
        network.silentEvery = .seconds(60)
        network.stallEvery = .seconds(12)
        network.dialRefused = 0.1
        network.bytesMax = 2 << 10
        network.dialStalled = 0.1
        network.split = 0.2
        return network
    }()
}

/// What a network did to somebody.
public enum SimFault: Int, Sendable, CaseIterable {
    case cut, tailLost, silent, stall, dialRefused, dialStalled, overflow
}
