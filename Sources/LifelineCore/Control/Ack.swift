/// How many data records of this connection were applied.
public struct Ack: Abstract {
    public static let kind = Kind(0x00A, "ack")

    /// Data records applied on this connection so far. More than were sent is a bad message.
    public var received: UInt64 = 0

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Ack, _ v: inout V) {
        v.field("received", &m.received)
    }
}
