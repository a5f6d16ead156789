public import LifelineCore

/// Something was earned, or came nearer.
public struct RewardEvent: Abstract, Hashable {
    public static let kind = Kind(0x050, "reward_event")

    public var event: UInt32 = 0
    public var reward: Reward = .unlocked
    public var level: UInt16 = 0
    public var points: UInt32 = 0
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
    case unlocked, progress

    @inlinable @inline(__always) public static var names: Int { 2 }
    @inlinable @inline(__always) public var name: StaticString {
        switch self {
        case .unlocked: "unlocked"
        case .progress: "progress"
        }
    }
}
