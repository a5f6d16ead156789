public import LifelineCore

/// A model's energy in this frame and so far.
public struct EnergyUpdate: Abstract, Hashable {
    public static let kind = Kind(0x020, "energy_update")

    /// Index into `startup_complete.models`.
    public var model: UInt16 = 0
    /// One of `steady`, `rising` and `falling`, with `burst` and `stall` where they hold.
    public var pattern: Patterns = []
    /// Tokens of the answer so far.
    public var tokens: UInt32 = 0
    /// EU spent in this frame.
    public var energy: Double = 0
    /// EU spent so far.
    public var total: Double = 0
    /// EU per second.
    public var rate: Double = 0
    /// 0…1.
    public var level: Float = 0
    /// 0…1: how uncertain the tokens are, smoothed over about eight of them.
    public var entropy: Float = 0

    /// One model's newest replaces that model's older ones.
    @inlinable public var slot: UInt32 { UInt32(model) }

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout EnergyUpdate, _ v: inout V) {
        v.field("model", &m.model)
        v.field("pattern", &m.pattern)
        v.field("tokens", &m.tokens)
        v.field("energy", &m.energy)
        v.field("total", &m.total)
        v.field("rate", &m.rate)
        v.field("level", &m.level)
        v.field("entropy", &m.entropy)
    }
}

/// What the energy's course looks like at the moment.
public struct Patterns: FlagSet {
    public var rawValue: UInt16
    @inlinable @inline(__always) public init(rawValue: UInt16) { self.rawValue = rawValue }
    @inlinable @inline(__always) public init() { rawValue = 0 }

    /// The rate is within 2 % of what it was a frame before.
    public static let steady = Patterns(rawValue: 1)
    /// The rate is over 1.02 times what it was a frame before.
    public static let rising = Patterns(rawValue: 2)
    /// The rate is under 0.98 times what it was a frame before.
    public static let falling = Patterns(rawValue: 4)
    /// More than 2 tokens came in the frame, and at least twice as many as the pace lets expect.
    public static let burst = Patterns(rawValue: 8)
    /// An answer is open, and for more than 0.5 s no token came.
    public static let stall = Patterns(rawValue: 16)
}
