public import LifelineCore
public import LifelineSession

/// Who somebody is, as an authenticator calls it. Sessions and request keys belong to it.
public struct Identity: Hashable, Sendable {
    public var name: Name
    /// The peer's user on this machine, where the kernel vouches for it.
    public var uid: UInt32?

    /// `uid` is nil where no kernel vouches for a user.
    public init(_ name: Name, uid: UInt32? = nil) {
        self.name = name
        self.uid = uid
    }
}

/// Decides who may come in, and what they may do. A port: bring your own.
///
/// Called on the loop, so it answers at once from what it knows.
public protocol Authenticator: Sendable {
    /// Who this is. `hello` is nil for a bare client, which never says one. Throws `.unauthorized` or `.tokenExpired`.
    func identity(_ greeting: Greeting, _ peer: Peer, _ hello: Hello?) throws(ProtocolFault) -> Identity
    /// What it may do on a channel. Asked at each subscription, publication and request.
    func rights(of identity: Identity, on channel: ChannelName) -> Rights
}
