public import LifelineCore

/// Where the conformance checks of links happen: a loop, and a transport whose ends reach each other on it.
///
/// A simulated world moves time itself; a real one waits, but never longer than until a condition holds.
public protocol LinkWorld: AnyObject {
    var loop: any Loop { get }

    /// A transport whose links have these limits. All transports of one world reach each other.
    func transport(_ limits: LinkLimits) -> any Transport

    /// An address to listen at. A new one each time, and nobody listens there yet.
    func address() -> Address

    /// Runs `body` within one turn of the loop, and returns when that turn has ended.
    func turn(_ body: () -> Void)

    /// Runs the loop until `condition`, which is asked between turns, holds. False if it still does not after `duration`.
    func run(for duration: Duration, until condition: () -> Bool) -> Bool

    var traits: LinkTraits { get }

    var setting: LinkCheck.Setting { get }
}

/// The two ends of a connection.
public enum Side: String, Sendable, CaseIterable {
    case dials, accepts
}

/// In what the transports differ, as far as a check must know.
public struct LinkTraits: Sendable {
    /// What a record weighs in the limits beyond its bytes, at least and at most: a line feed, a frame head.
    public var framing: ClosedRange<Int>
    /// True if the other end is told the code of a close; false if all it sees is the end of a stream.
    public var tellsCloses: Bool
    /// What the system may take off a link that nobody reads: at most so much does not count as waiting.
    public var systemBytesMax: Int
    /// After so long a silence nothing will come any more.
    public var spell: Duration
    /// A writer that was not relieved for so long is not relieved by the system alone.
    public var stall: Duration
    /// A patience that is much longer than a spell, and short enough to be waited for.
    public var patience: Duration
    /// How many connections the check for leaks makes.
    public var cycles: Int

    public init(
        framing: ClosedRange<Int>, tellsCloses: Bool, systemBytesMax: Int, spell: Duration, stall: Duration,
        patience: Duration, cycles: Int
    ) {
        self.systemBytesMax = systemBytesMax
        self.stall = stall
        self.framing = framing
        self.tellsCloses = tellsCloses
        self.spell = spell
        self.patience = patience
        self.cycles = cycles
    }
}

extension LinkWorld {
    var sample: Sampler { setting.sample }
    var near: Side { setting.near }

    /// Lets everything arrive that is on its way.
    public func settle() { _ = run(for: traits.spell) { false } }

    /// Generous, for what must happen at once.
    public func run(until condition: () -> Bool) -> Bool { run(for: .seconds(10), until: condition) }
}
