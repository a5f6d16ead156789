/// A client's first message: who it is, what it wants to hear, where it left off.
public struct Hello: Abstract {
    public static let kind = Kind(0x001, "hello")

    /// Program and version, "lifeline.js/0.1".
    public var client: Name = Name()
    /// Where the transport has no better place for it.
    public var auth: Secret?
    /// Absent: every built-in channel the identity may read.
    public var channels: [Wish]?
    /// What the server shall send. Absent: what the subprotocol says.
    public var codec: CodecChoice?
    /// A session to take up again.
    public var session: Name?
    /// How many data records may be unacknowledged; 0 is off.
    public var window: UInt16?
    /// Optional abilities by name.
    public var caps: [Name]?

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Hello, _ v: inout V) {
        v.field("client", &m.client)
        v.field("auth", &m.auth)
        v.field("channels", &m.channels)
        v.field("codec", &m.codec)
        v.field("session", &m.session)
        v.field("window", &m.window)
        v.field("caps", &m.caps)
    }
}

/// One channel a client wants, and how.
public struct Wish: Part {
    public var name: ChannelName = ChannelName()
    /// What it has already: everything after it is wanted.
    public var since: Position?
    /// At most so many state messages a second.
    public var maxRate: Float?

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Wish, _ v: inout V) {
        v.field("name", &m.name)
        v.field("since", &m.since)
        v.field("maxRate", &m.maxRate)
    }
}

/// A place in a channel: everything up to and including `seq` of that epoch.
public struct Position: Part, Hashable {
    /// The channel's epoch then. In another epoch the position is worthless.
    public var epoch: UInt32 = 0
    /// The last that was applied; 0 is none.
    public var seq: UInt64 = 0

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Position, _ v: inout V) {
        v.field("epoch", &m.epoch)
        v.field("seq", &m.seq)
    }
}

/// What one side sends. Both ends read everything at all times.
public enum CodecChoice: UInt8, Enumeration {
    /// Everything in JSON; everything in energy frames; control in JSON and data in energy frames.
    case json, energy, mixed

    @inlinable @inline(__always) public static var names: Int { 3 }
    @inlinable @inline(__always) public var name: StaticString {
        switch self {
        case .json: "json"
        case .energy: "energy"
        case .mixed: "mixed"
        }
    }
}
