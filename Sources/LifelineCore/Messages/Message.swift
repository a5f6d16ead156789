/// One typed message. It names each of its fields once, in order; both codecs, the schemas, the client tables and the
/// random values of the tests are visitors of that one walk.
///
/// Order is layout: fields are appended, never moved, re-typed or reused.
///
/// ```swift
/// public struct Lightning: Abstract {
///     public static let kind = Kind(0x400, "lightning")
///     public var strength: Float = 0
///     public init() {}
///     @inlinable @inline(__always)
///     public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Lightning, _ v: inout V) {
///         v.field("strength", &m.strength)
///     }
/// }
/// ```
public protocol Message: Sendable {
    /// Its number and its name. No two types of one vocabulary share either.
    static var kind: Kind { get }
    /// True unless the compiler has seen that no field can hold what a user or a model wrote (`Abstract`).
    static var bearsText: Bool { get }
    /// What this message is about within its type: on a `state` channel a newer message of the same slot replaces an
    /// older one, on a `stream` channel the pieces of one slot make one text. A model, a stream; 0 if there is one only.
    var slot: UInt32 { get }
    /// Takes up `next`, the following piece of the same slot, so that one message says both. False, and nothing has
    /// changed, if that cannot be.
    mutating func join(_ next: Self) -> Bool
    /// In a joined message: the first seq it covers. Types that cannot be joined have no place for it.
    var joinedFrom: UInt64? { get set }
    /// Empty: for readers that fill it in.
    init()
    /// Shows `v` each field once, in the order that is the layout. Nothing else happens in it.
    static func describe<V: Visitor & ~Copyable>(_ m: inout Self, _ v: inout V)
}

extension Message {
    @inlinable @inline(__always) public static var bearsText: Bool { true }
    @inlinable @inline(__always) public var slot: UInt32 { 0 }
    @inlinable public mutating func join(_ next: Self) -> Bool { false }
    @inlinable @inline(__always) public var joinedFrom: UInt64? {
        get { nil }
        set {}
    }
}

/// A message of numbers and identifiers only. Its walk is shown a visitor that has no word for text, so a payload with
/// a `Text`, `Bytes` or `Document` field cannot conform: that is how text stays off metric channels.
public protocol Abstract: Message {
    /// The same walk, for a visitor that has no word for text.
    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Self, _ v: inout V)
}

extension Abstract {
    @inlinable @inline(__always) public static var bearsText: Bool { false }
}

/// Fields that belong together inside a message: a subscription, a position. Always abstract.
public protocol Part: Sendable {
    /// Empty: for readers that fill it in.
    init()
    /// Shows `v` each field once, in the order that is the layout.
    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Self, _ v: inout V)
}

/// A part made of `Float` fields only, stored as they lie in memory: points, vectors, colours. A list of them is one
/// copy in the energy frame, so its fields are fixed for ever.
public protocol Packed: Part, BitwiseCopyable {}

/// A message's number and name in the registry.
public struct Kind: Hashable, Sendable, CustomStringConvertible {
    /// What an energy frame has for it. 0 is a batch, and no message's.
    public let code: UInt16
    public let name: StaticString

    /// An application's numbers begin at `applicationFirst`. Neither is ever used for another type.
    @inlinable @inline(__always) public init(_ code: UInt16, _ name: StaticString) {
        self.code = code
        self.name = name
    }

    @inlinable public static func == (a: Kind, b: Kind) -> Bool { a.code == b.code }
    @inlinable public func hash(into hasher: inout Hasher) { hasher.combine(code) }
    public var description: String { name.description }

    /// Numbers below belong to the protocol and the profiles that ship with it.
    public static let applicationFirst: UInt16 = 0x400
    /// A frame whose body is frames.
    public static let batchCode: UInt16 = 0
}

/// Walks a message that is only borrowed, for visitors that never store through the `inout`.
@inlinable @inline(__always)
public func describing<M: Message, V: Visitor & ~Copyable>(message m: UnsafePointer<M>, _ v: inout V) {
    // Sound because such visitors only read: the pointer is made mutable for the walk's signature alone. A computed field
    // is stored again all the same, with what it was; hubs that share a message walk it one at a time.
    M.describe(&UnsafeMutablePointer(mutating: m).pointee, &v)
}

/// As above, for a part.
@inlinable @inline(__always)
public func describing<P: Part, V: AbstractVisitor & ~Copyable>(part m: UnsafePointer<P>, _ v: inout V) {
    P.describe(&UnsafeMutablePointer(mutating: m).pointee, &v)
}
