/// One connection carrying whole records: in order, at most once, silent after `closed`.
///
/// Called on its loop only. Never calls its owner from inside a call its owner made.
public protocol Link: AnyObject {
    /// Set before the first turn ends, and never again. The link keeps its owner alive until `closed` has returned, and
    /// then lets it go. Without one, records are read and dropped.
    var owner: (any LinkOwner)? { get set }

    /// Who is at the other end, as far as the transport can vouch for it.
    var peer: Peer { get }

    /// What the peer said before its first record. Ask while the link is being accepted; later it is forgotten.
    var greeting: Greeting { get }

    /// Puts `record` behind what is already waiting; all of a turn's records leave in one send at its end.
    /// Shares the bytes, never blocks, never calls the owner back. Returns `.congested` once
    /// `LinkLimits.outboundBytesMax` is passed; wait for `drained()`. After `close` it does nothing but say `.closed`.
    func send(_ record: Record) -> Flow

    /// The same for bytes that only this link gets: copied, so that the caller may reuse them at once.
    func send(copying bytes: UnsafeRawBufferPointer, _ form: RecordForm) -> Flow

    /// Asks the peer for a sign of life, which its transport gives without its application; the owner's `heard` tells of
    /// it. False if this transport has no words for that.
    func ping() -> Bool

    /// Stops and starts reading. Called from inside `received`, `pause` stops before the next record, however much was
    /// read already. A paused link still writes and still notices that the peer has gone when it writes.
    func pause()
    /// Goes on after `pause`, in a turn of the link's own.
    func resume()

    /// Writes what waits, tells the peer if the transport has words for it, and ends. The first call decides what the
    /// owner hears, also if the peer does not read and the end only comes after `LinkLimits.outboundPatience`.
    ///
    /// `.lost` cuts instead, even a link that is closing: what waits is dropped, and the peer sees `.lost`. A peer whose
    /// transport has no words for a close always does.
    func close(_ close: Close)
}

/// Who reads from a link and hears of its end. Called on the link's loop, never from inside a call of its own.
public protocol LinkOwner: AnyObject {
    /// The bytes are valid during the call only: decode now.
    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm)
    /// The peer lives, and sent no record: it has asked for a sign of life, or given one.
    func heard()
    /// What waited has left: after `.congested`, sending is welcome again.
    func drained()
    /// Exactly once, and last.
    func closed(_ close: Close)
}

/// What a `send` met.
public enum Flow: Sendable, Hashable {
    /// Taken, and there is room for more.
    case open
    /// Taken, but the peer reads more slowly than we write. Conflate, join or queue until `drained()`.
    case congested
    /// Not taken: the link is closed or closing.
    case closed
}

/// The other end of a link, as the transport saw it.
public struct Peer: Sendable, Hashable {
    /// The address in its transport's own words, for logs.
    public var address: String
    /// The peer's user on this machine, where the kernel vouches for it (Unix sockets).
    public var uid: UInt32?

    /// `uid` is nil where nobody vouches for the user.
    public init(address: String, uid: UInt32? = nil) {
        self.address = address
        self.uid = uid
    }
}

/// What a peer says before its first record, where its transport has words for it. Checked for form, not for sense.
public struct Greeting: Sendable, Hashable {
    /// What it wants to talk to: "/ws". Empty where a transport knows no paths.
    public var path = ""
    /// The channels it asks for in its address.
    public var channels: [ChannelName]?
    /// The subprotocol that was agreed.
    public var subprotocol: String?
    /// It offered subprotocols, and we know none of them.
    public var offersUnknown = false
    /// Who it is, if it has shown a token: a number that the token's keeper gave it.
    public var holder: UInt32?

    public init() {}
}

extension Link {
    public var greeting: Greeting { Greeting() }
    public func ping() -> Bool { false }
}

extension LinkOwner {
    public func heard() {}
}

/// What every link bounds, whatever it is made of.
public struct LinkLimits: Sendable, Hashable {
    /// The largest record taken from a peer. Default 1 MiB.
    public var recordBytesMax = 1 << 20
    /// What may wait to be written before `send` says `.congested`. Default 256 KiB.
    public var outboundBytesMax = 256 << 10
    /// What may wait at all, once the system has been given what it takes; one byte more closes the link with
    /// `Close.slowConsumer`. Default 4 MiB.
    public var outboundBytesHardMax = 4 << 20
    /// How long something may wait without one byte leaving. Default 10 s.
    public var outboundPatience: Duration = .seconds(10)
    /// What one link may read in one turn before the others get theirs. Default 256 KiB.
    public var turnBytesMax = 256 << 10

    public init() {}
}
