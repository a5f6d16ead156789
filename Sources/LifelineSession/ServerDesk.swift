public import LifelineCore

/// What a server's session asks of the hub it belongs to. Answers, never effects.
public protocol ServerDesk {
    /// The channel as this session's identity may see it. Nil if there is none of that name.
    func offer(_ channel: ChannelName) -> Offer?
    /// What a client hears that does not say what it wants.
    var defaultChannels: [ChannelName] { get }
}

/// A channel, and what an identity may do with it.
public struct Offer: Sendable, Hashable {
    public var name: ChannelName
    public var handle: ChannelHandle
    public var delivery: Delivery
    /// What its seqs are numbered in; a position of another epoch cannot be resumed.
    public var epoch: UInt32
    /// The last seq published.
    public var head: UInt64
    /// The oldest seq that can be sent again; `head + 1` if none can.
    public var oldest: UInt64
    /// What the identity may do on it; without `.read` nobody subscribes.
    public var rights: Rights

    /// All of it: nothing has a default.
    public init(
        name: ChannelName, handle: ChannelHandle, delivery: Delivery, epoch: UInt32, head: UInt64, oldest: UInt64,
        rights: Rights
    ) {
        self.name = name
        self.handle = handle
        self.delivery = delivery
        self.epoch = epoch
        self.head = head
        self.oldest = oldest
        self.rights = rights
    }

    /// Everything after `since` can be sent again. A state channel has only its newest, so it answers with a snapshot.
    func canResume(after since: Position) -> Bool {
        delivery != .state && since.epoch == epoch && since.seq <= head && since.seq &+ 1 >= oldest
    }
}

/// What the shell does for a session, in this order.
public enum ServerEffect: Sendable {
    /// On the control lane, at once.
    case send(any Message, reference: UInt32, isAnswer: Bool)
    /// Ask for a sign of life in the transport's own words; who cannot be asked is taken to be there.
    case ping
    /// What is sent from now on.
    case codec(CodecChoice)
    /// The client hears this channel from now on, and is owed a replay or a snapshot: flush.
    case subscribed(ChannelHandle)
    /// Something that was held back may go: flush.
    case due
    /// The client hears this channel no more: what was kept to send it may go.
    case unsubscribed(ChannelHandle)
    /// To the application; the answer goes back as `reply` with this reference.
    case request(Request, reference: UInt32)
    /// For whoever watches: the client has become slow, or is so no more.
    case slow(Slowness.News)
    /// The last effect.
    case close(Close)
}
