/// What travels around a payload. Flat and small: a loop keeps one and overwrites it.
///
/// The identity of a published message anywhere is `(channel, epoch, seq)`.
public struct Envelope: Hashable, Sendable {
    /// Where it is said. `system` unless set.
    public var channel: ChannelHandle = .system
    public var kind: UInt16 = 0
    /// None unless set.
    public var flags: Flags = []
    /// `id` of a request, `re` of its answer (`flags` has `.answer`), 0 for neither.
    public var reference: UInt32 = 0
    /// From 1 per channel and epoch, +1 per publish; 0 if the message was not published.
    public var seq: UInt64 = 0
    /// The sender's wall clock.
    public var time = Timestamp()
    /// Tick number, 0 if the message belongs to none.
    public var frame: UInt32 = 0

    /// What else is to be known of a message.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16
        @inlinable @inline(__always) public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Only the fields that changed since `seq − 1`.
        @inlinable @inline(__always) public static var delta: Flags { Flags(rawValue: 1) }
        /// `reference` is `re`.
        @inlinable @inline(__always) public static var answer: Flags { Flags(rawValue: 2) }
        /// An old message, sent again.
        @inlinable @inline(__always) public static var replay: Flags { Flags(rawValue: 4) }
    }

    @inlinable @inline(__always) public init() {}

    /// A payload without text may go to any channel.
    @inlinable public init<C: Channel, M: Abstract>(
        _ channel: C.Type, _ message: M.Type, at time: Timestamp
    ) {
        self.channel = C.handle
        self.time = time
        kind = M.kind.code
    }

    /// Any other payload goes to channels that carry text.
    @inlinable @_disfavoredOverload
    public init<C: TextChannel, M: Message>(_ channel: C.Type, _ message: M.Type, at time: Timestamp) {
        self.channel = C.handle
        self.time = time
        kind = M.kind.code
    }
}
