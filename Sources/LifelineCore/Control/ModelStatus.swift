/// A model is loading, is ready, or failed.
public struct ModelStatus: Abstract {
    public static let kind = Kind(0x004, "model_status")

    /// Its index in `StartupComplete.models`.
    public var model: UInt16 = 0
    /// Where it is now.
    public var status: ModelState = .loading
    /// With `.error`: a code as in an `error_event`. Absent otherwise.
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
    /// Not there yet; takes prompts; has failed, and the message may have a code.
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
