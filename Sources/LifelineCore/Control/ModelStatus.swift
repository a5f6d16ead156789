/// A model is loading, is ready, or failed.
public struct ModelStatus: Abstract {
    public static let kind = Kind(0x004, "model_status")

    public var model: UInt16 = 0
    public var status: ModelState = .loading
    public var code: UInt16?

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout ModelStatus, _ v: inout V) {
        v.field("model", &m.model)
        v.field("status", &m.status)
        v.field("code", &m.code)
    }
}

/// Where a model is in its life.
public enum ModelState: UInt8, Enumeration {
    case loading, ready, error

    @inlinable @inline(__always) public static var names: Int { 3 }
    @inlinable @inline(__always) public var name: StaticString {
        switch self {
        case .loading: "loading"
        case .ready: "ready"
        case .error: "error"
        }
    }
}
