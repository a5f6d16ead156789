/// Asks for an action. With a `key`, it happens once however often it is sent.
public struct Request: Message {
    public static let kind = Kind(0x010, "request")

    /// What is to be done. Methods are the application's.
    public var method: Name = Name()
    /// A UUID of the asker's.
    public var key: Name?
    /// One JSON value, for the method to read. `{}` unless set.
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

    /// What the method gave back. Absent: nothing, or it failed.
    public var result: Document?
    /// Why it was not done. Absent: it was.
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
    /// A code of the protocol's table; 600 to 999 are the application's.
    public var code: UInt16 = 0
    public var name: Name = Name()
    /// For a person; quotes nothing of what was sent.
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
