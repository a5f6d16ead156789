public import LifelineCore

/// Streams of several models strengthen or weaken each other.
public struct InterferenceEvent: Abstract, Hashable {
    public static let kind = Kind(0x040, "interference_event")

    public var event: UInt32 = 0
    public var interference: Interference = .constructive
    public var strength: Float = 0
    public var phase: Float = 0
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
    case constructive, destructive, mixed

    @inlinable @inline(__always) public static var names: Int { 3 }
    @inlinable @inline(__always) public var name: StaticString {
        switch self {
        case .constructive: "constructive"
        case .destructive: "destructive"
        case .mixed: "mixed"
        }
    }
}
