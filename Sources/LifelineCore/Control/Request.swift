/// Asks for an action. With a `key`, it happens once however often it is sent.
public struct Request: Message {
    public static let kind = Kind(0x010, "request")

    public var method: Name = Name()
    /// A UUID of the asker's.
    public var key: Name?
    public var params: Document = Document()

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: Visitor & ~Copyable>(_ m: inout Request, _ v: inout V) {
        v.field("method", &m.method)
        v.field("key", &m.key)
        v.field("params", &m.params)
    }
}

/// The answer to a `request` or an `auth`: a result or an error.
public struct Reply: Message {
    public static let kind = Kind(0x011, "reply")

    public var result: Document?
    public var error: Failure?

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: Visitor & ~Copyable>(_ m: inout Reply, _ v: inout V) {
        v.field("result", &m.result)
        v.field("error", &m.error)
    }
}

/// Why something was not done.
public struct Failure: Part {
    public var code: UInt16 = 0
    public var name: Name = Name()
    public var message: Phrase = Phrase()
    /// Milliseconds to wait before another try.
    public var retry: UInt32?

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Failure, _ v: inout V) {
        v.field("code", &m.code)
        v.field("name", &m.name)
        v.field("message", &m.message)
        v.field("retry", &m.retry)
    }
}
