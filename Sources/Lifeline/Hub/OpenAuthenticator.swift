public import LifelineCore
public import LifelineSession

/// Everybody may come in. For tests, for a user interface in the same process, and by explicit wish only.
public struct OpenAuthenticator: Authenticator {
    /// What everybody may do on every channel.
    public var rights: Rights

    /// By default nobody may publish.
    public init(rights: Rights = [.read, .request]) { self.rights = rights }

    public func identity(_ greeting: Greeting, _ peer: Peer, _ hello: Hello?) throws(ProtocolFault) -> Identity {
        Identity("anybody", uid: peer.uid)
    }

    public func rights(of identity: Identity, on channel: ChannelName) -> Rights { rights }
}
