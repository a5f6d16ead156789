public import LifelineCore
public import LifelineSession

/// Who shows the token, in its address, in a header, or in its hello, is in. Compared in constant time.
public struct TokenAuthenticator: Authenticator {
    private let token: Secret
    /// What whoever shows the token may do on every channel.
    public var rights: Rights

    /// The token must not be empty. By default its holders may not publish.
    public init(_ token: Secret, rights: Rights = [.read, .request]) {
        precondition(!token.storage.isEmpty, "an empty token is known to everybody: draw 128 random bits")
        self.token = token
        self.rights = rights
    }

    public func identity(_ greeting: Greeting, _ peer: Peer, _ hello: Hello?) throws(ProtocolFault) -> Identity {
        if let shown = hello?.auth {
            guard shown == token else { throw .unauthorized }
        } else if greeting.holder == nil {
            // The transport compares what is in an address or a header, and says who holds it.
            throw .unauthorized
        }
        return Identity("holder", uid: peer.uid)
    }

    public func rights(of identity: Identity, on channel: ChannelName) -> Rights { rights }
}
