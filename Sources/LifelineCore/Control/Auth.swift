/// A fresh token, before the old one expires. Answered by `reply`.
public struct Auth: Abstract {
    public static let kind = Kind(0x00F, "auth")

    /// The fresh one. Somebody else's is refused.
    public var token: Secret = Secret()

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Auth, _ v: inout V) {
        v.field("token", &m.token)
    }
}
