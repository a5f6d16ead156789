/// The server's answer to `hello`: the session, its rhythm, and each channel's head.
public struct Welcome: Abstract {
    public static let kind = Kind(0x002, "welcome")

    /// The name to come back with. It is a key: keep it, and show it to nobody.
    public var session: Name = Name()
    /// True if the session that the hello named was known and goes on.
    public var resumed: Bool = false
    /// Program and version.
    public var server: Name = Name()
    /// The protocol, "1.0".
    public var version: Name = Name()
    /// Milliseconds between heartbeats.
    public var heartbeat: UInt32 = 0
    /// Milliseconds of silence after which the other side is gone.
    public var timeout: UInt32 = 0
    /// How many data records may be unacknowledged; 0 is no bound.
    public var window: UInt16 = 0
    /// The largest record the server takes, in bytes.
    public var recordMax: UInt32 = 0
    /// Which of the hello's abilities the server will use.
    public var caps: [Name] = []
    /// What the client hears from now on, each with its head.
    public var channels: [Grant] = []
    /// Channels that the hello named and that are not given. Absent: none.
    public var refused: [Refusal]?

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Welcome, _ v: inout V) {
        v.field("session", &m.session)
        v.field("resumed", &m.resumed)
        v.field("server", &m.server)
        v.field("version", &m.version)
        v.field("heartbeat", &m.heartbeat)
        v.field("timeout", &m.timeout)
        v.field("window", &m.window)
        v.field("recordMax", &m.recordMax)
        v.field("caps", &m.caps)
        v.field("channels", &m.channels)
        v.field("refused", &m.refused)
    }
}

/// One channel a client hears from now on.
public struct Grant: Part {
    public var name: ChannelName = ChannelName()
    /// The channel's number in energy frames.
    public var handle: UInt32 = 0
    public var delivery: Delivery = .control
    /// Positions of another epoch are worthless.
    public var epoch: UInt32 = 0
    /// The channel's head when the grant was made.
    public var seq: UInt64 = 0
    /// True: what was missed follows as replay. False: a snapshot follows.
    public var recovered: Bool = false
    /// What the client may do here.
    public var rights: Rights = []

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Grant, _ v: inout V) {
        v.field("name", &m.name)
        v.field("handle", &m.handle)
        v.field("class", &m.delivery)
        v.field("epoch", &m.epoch)
        v.field("seq", &m.seq)
        v.field("recovered", &m.recovered)
        v.field("rights", &m.rights)
    }
}

/// One channel a client asked for in vain.
public struct Refusal: Part {
    public var name: ChannelName = ChannelName()
    /// The code an `error_event` would carry.
    public var code: UInt16 = 0

    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Refusal, _ v: inout V) {
        v.field("name", &m.name)
        v.field("code", &m.code)
    }
}

/// What a peer may do on a channel.
public struct Rights: FlagSet {
    public var rawValue: UInt16
    @inlinable @inline(__always) public init(rawValue: UInt16) { self.rawValue = rawValue }
    @inlinable @inline(__always) public init() { rawValue = 0 }

    /// To subscribe.
    public static let read = Rights(rawValue: 1)
    /// To send messages of the channel, which the server gives their `seq`.
    public static let publish = Rights(rawValue: 2)
    /// To ask for actions. What counts is the right on `system`.
    public static let request = Rights(rawValue: 4)
}
