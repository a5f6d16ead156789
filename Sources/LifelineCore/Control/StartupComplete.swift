/// The services are ready: a user interface leaves its loading screen.
public struct StartupComplete: Abstract {
    public static let kind = Kind(0x003, "startup_complete")

    /// The main one of `models`; `none` where a server has no model.
    public var model: Name = Name()
    /// The application says so; the server does nothing by it.
    public var tier: Tier = .low
    /// Of the engine, in its own counting.
    public var version: Name = Name()
    /// Every model by its index: `model` fields of other messages point here.
    public var models: [Name] = []
    /// What the engine does at the moment, in its own word.
    public var state: Name?

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(
        _ m: inout StartupComplete, _ v: inout V
    ) {
        v.field("model", &m.model)
        v.field("tier", &m.tier)
        v.field("version", &m.version)
        v.field("models", &m.models)
        v.field("state", &m.state)
    }
}

/// What the machine can carry.
public enum Tier: UInt8, Enumeration {
    /// In rising order; what each means is the application's.
    case low, mid, high

    @inlinable @inline(__always) public static var names: Int { 3 }
    @inlinable @inline(__always) public var name: StaticString {
        switch self {
        case .low: "low"
        case .mid: "mid"
        case .high: "high"
        }
    }
}
