public import LifelineCore

/// A part with a part, a list and an optional in it.
public struct EveryPart: Part {
    public var season: Season = .spring
    public var name = Name()
    public var u53: UInt64?
    public var point: Point?
    public var points: [Point] = []
    public var f32s: [Float] = []

    public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout EveryPart, _ v: inout V) {
        v.field("season", &m.season)
        v.field("name", &m.name)
        v.field("u53", &m.u53)
        v.field("point", &m.point)
        v.field("points", &m.points)
        v.field("f32s", &m.f32s)
    }
}

/// A place in space.
public struct Point: Packed, Hashable {
    public var x: Float = 0
    public var y: Float = 0
    public var z: Float = 0

    public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Point, _ v: inout V) {
        v.field("x", &m.x)
        v.field("y", &m.y)
        v.field("z", &m.z)
    }
}

/// Four alternatives.
public enum Season: UInt8, Enumeration {
    case spring, summer, autumn, winter

    @inlinable @inline(__always) public static var names: Int { 4 }
    @inlinable @inline(__always) public var name: StaticString {
        switch self {
        case .spring: "spring"
        case .summer: "summer"
        case .autumn: "autumn"
        case .winter: "winter"
        }
    }
}

/// One alternative, the least there can be.
public enum Lone: UInt8, Enumeration {
    case only

    @inlinable @inline(__always) public static var names: Int { 1 }
    @inlinable @inline(__always) public var name: StaticString { "only" }
}

/// Flags of which only the first and the last have a name.
public struct Marks: FlagSet {
    public var rawValue: UInt16
    @inlinable @inline(__always) public init(rawValue: UInt16) { self.rawValue = rawValue }
    @inlinable @inline(__always) public init() { rawValue = 0 }

    public static let first = Marks(rawValue: 1)
    public static let last = Marks(rawValue: 0x8000)
}
