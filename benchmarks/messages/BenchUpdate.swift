public import LifelineCore

/// The message that benchmarks send: the size and mix of a busy engine's update.
public struct BenchUpdate: Abstract, Hashable {
    public static let kind = Kind(0x7F1, "bench_update")

    public var modelId: Name = Name()
    public var frame: UInt64 = 0
    public var ts: Double = 0
    public var energy: Double = 0
    public var rate: Double = 0
    public var total: Double = 0
    public var fps: Double = 0
    public var tokens: UInt64 = 0
    public var state: BenchState = .idle
    public var particles: [Particle] = []

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout BenchUpdate, _ v: inout V) {
        v.field("modelId", &m.modelId)
        v.field("frame", &m.frame)
        v.field("ts", &m.ts)
        v.field("energy", &m.energy)
        v.field("rate", &m.rate)
        v.field("total", &m.total)
        v.field("fps", &m.fps)
        v.field("tokens", &m.tokens)
        v.field("state", &m.state)
        v.field("particles", &m.particles)
    }
}

/// What the engine does.
public enum BenchState: UInt8, Enumeration {
    case idle, prefill, decode, done

    @inlinable @inline(__always) public static var names: Int { 4 }
    @inlinable @inline(__always) public var name: StaticString {
        switch self {
        case .idle: "idle"
        case .prefill: "prefill"
        case .decode: "decode"
        case .done: "done"
        }
    }
}

/// One spark of the picture.
public struct Particle: Packed, Hashable {
    public var x: Float = 0
    public var y: Float = 0
    public var z: Float = 0

    @inlinable public init() {}

    @inlinable public init(x: Float, y: Float, z: Float) {
        self.x = x
        self.y = y
        self.z = z
    }

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Particle, _ v: inout V) {
        v.field("x", &m.x)
        v.field("y", &m.y)
        v.field("z", &m.z)
    }
}
