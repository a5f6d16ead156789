/// A named stream of messages with one promise of delivery.
///
/// A type that only conforms to `Channel` takes `Abstract` payloads; `TextChannel` takes every payload.
public protocol Channel: Sendable {
    /// What JSON calls it. No two channels of a server share it.
    static var name: ChannelName { get }
    /// What energy frames call it: below `ChannelHandle.dynamicFirst`, and no other channel's.
    static var handle: ChannelHandle { get }
    /// What it promises a reader that is slow, or comes back.
    static var delivery: Delivery { get }
}

/// A channel for what users and models write. Local only, never logged.
public protocol TextChannel: Channel {}

/// A channel's number, the same for all who talk to one server, so that one encoded message serves every subscriber.
public struct ChannelHandle: Hashable, Sendable, RawRepresentable {
    public var rawValue: UInt32
    @inlinable @inline(__always) public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The protocol's own: 0, on every server.
    @inlinable @inline(__always) public static var system: ChannelHandle {
        ChannelHandle(rawValue: 0)
    }
    /// Channels made at run time count from here.
    @inlinable @inline(__always) public static var dynamicFirst: ChannelHandle {
        ChannelHandle(rawValue: 256)
    }
}

/// What a channel promises a peer that reads too slowly, and one that comes back.
public enum Delivery: UInt8, Enumeration {
    /// An own lane ahead of data; never dropped; overflow closes.
    case control
    /// Newer replaces older; the newest always arrives.
    case state
    /// Pending texts of one stream are joined; no text is lost.
    case stream
    /// Queued, bounded; overflow says `lag` and sends a snapshot.
    case event

    @inlinable @inline(__always) public static var names: Int { 4 }
    @inlinable @inline(__always) public var name: StaticString {
        switch self {
        case .control: "control"
        case .state: "state"
        case .stream: "stream"
        case .event: "event"
        }
    }
}

/// The protocol's own channel.
public enum System: Channel {
    public static var name: ChannelName { "system" }
    @inlinable @inline(__always) public static var handle: ChannelHandle { .system }
    public static var delivery: Delivery { .control }
}
