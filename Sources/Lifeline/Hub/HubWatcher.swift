public import LifelineCore
public import LifelineSession

/// Hears what happens at a hub: for logs, metrics and whoever keeps what is published. A port, called on the loop; it
/// answers quickly, and calls nothing back. A hub has as many as are attached to it.
public protocol HubWatcher: AnyObject {
    /// A client has said hello, or needed none, and is in.
    func joined(_ guest: Guest)
    /// A connection has ended: one that was in, or one that never came so far.
    func left(_ guest: Guest, _ close: Close)
    /// A client was turned away, or has sent something bad. Nothing of what it sent is in `fault`.
    func faulted(_ guest: Guest, _ fault: ProtocolFault)
    /// What is sent to a client waits longer than it should, or does so no more.
    func slowed(_ guest: Guest, _ news: Slowness.News)
    /// A message has its seq. Text types are among them: what a watcher writes down of those is its responsibility.
    func published(_ envelope: Envelope, _ message: any Message)
}

extension HubWatcher {
    public func joined(_ guest: Guest) {}
    public func left(_ guest: Guest, _ close: Close) {}
    public func faulted(_ guest: Guest, _ fault: ProtocolFault) {}
    public func slowed(_ guest: Guest, _ news: Slowness.News) {}
    public func published(_ envelope: Envelope, _ message: any Message) {}
}

extension Hub {
    /// Lets `watcher` hear what happens here, and at the hubs that follow this one, for as long as somebody else keeps it.
    public func attach(_ watcher: any HubWatcher) {
        watchers.removeAll { $0.watcher == nil }
        watchers.append(WeakWatcher(watcher: watcher))
    }
}

/// One that is heard by who keeps it, not by the hub.
struct WeakWatcher {
    weak var watcher: (any HubWatcher)?
}

/// A connection, as logs speak of it.
public struct Guest: Sendable, Hashable {
    /// No other connection of this server has it.
    public let number: UInt64
    public let peer: Peer
    /// Nil until it is in.
    public let identity: Identity?
    /// What it comes back with: a key, so no log shows it whole. Nil until it is in.
    public let session: Name?
    /// Smoothed over about eight beats; nil before the first answer, and of bare clients.
    public let roundTrip: Duration?
    /// When its link was taken, by the hub's loop.
    public let connected: Instant
}

extension Connection {
    var guest: Guest {
        Guest(
            number: seat.connection, peer: peer, identity: identity, session: sessionName,
            roundTrip: session.pulse.roundTrip, connected: connectedAt)
    }
}
