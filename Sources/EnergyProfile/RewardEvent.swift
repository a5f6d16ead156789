public import LifelineCore

/// Something was earned, or came nearer.
public struct RewardEvent: Abstract, Hashable {
    public static let kind = Kind(0x050, "reward_event")

    /// Its number among all that the server tells on `council` and `reward`, from 1.
    public var event: UInt32 = 0
    /// Whether something was earned; it is called `kind` on the wire.
    public var reward: Reward = .unlocked
    /// How far somebody has come, as the application counts. The demo: one more for each 100 points.
    public var level: UInt16 = 0
    /// All points so far, as the application counts.
    public var points: UInt32 = 0
    /// What was earned or came nearer, by a name of the application's; empty if it has none.
    public var badge: Name = Name()

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout RewardEvent, _ v: inout V) {
        v.field("event", &m.event)
        v.field("kind", &m.reward)
        v.field("level", &m.level)
        v.field("points", &m.points)
        v.field("badge", &m.badge)
    }
}

/// What a reward event tells.
public enum Reward: UInt8, Enumeration {
    /// It was earned.
    case unlocked
    /// It came nearer.
    case progress

    @inlinable @inline(__always) public static var names: Int { 2 }
    @inlinable @inline(__always) public var name: StaticString {
        switch self {
        case .unlocked: "unlocked"
        case .progress: "progress"
        }
    }
}
