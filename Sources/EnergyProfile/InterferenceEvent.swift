public import LifelineCore

/// Streams of several models strengthen or weaken each other.
public struct InterferenceEvent: Abstract, Hashable {
    public static let kind = Kind(0x040, "interference_event")

    /// Its number among all that the server tells on `council` and `reward`, from 1.
    public var event: UInt32 = 0
    /// Whether the two rise and fall together; it is called `kind` on the wire.
    public var interference: Interference = .constructive
    /// 0…1: the absolute value of the correlation `r` of the two rates.
    public var strength: Float = 0
    /// In radians, `(1 − r)·π/2`: 0 in step, π opposed.
    public var phase: Float = 0
    /// The two, as indices into `startup_complete.models`, the lower first.
    public var models: [UInt16] = []

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(
        _ m: inout InterferenceEvent, _ v: inout V
    ) {
        v.field("event", &m.event)
        v.field("kind", &m.interference)
        v.field("strength", &m.strength)
        v.field("phase", &m.phase)
        v.field("models", &m.models)
    }
}

/// How waves meet.
public enum Interference: UInt8, Enumeration {
    /// The rates rise and fall together: `r` is at least 0.5.
    case constructive
    /// One rises when the other falls: `r` is at most −0.5.
    case destructive
    /// Neither of the two.
    case mixed

    @inlinable @inline(__always) public static var names: Int { 3 }
    @inlinable @inline(__always) public var name: StaticString {
        switch self {
        case .constructive: "constructive"
        case .destructive: "destructive"
        case .mixed: "mixed"
        }
    }
}
