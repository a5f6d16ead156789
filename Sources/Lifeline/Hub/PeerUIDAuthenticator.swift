public import LifelineCore
public import LifelineSession
internal import LifelineUV

/// Who runs as our own user, as the kernel says, is in and may publish; everybody else is asked by `others`.
public struct PeerUIDAuthenticator: Authenticator {
    private let uid: UInt32
    private let others: (any Authenticator)?

    /// `uid` nil: the user of this process. `others` nil: nobody else is let in.
    public init(uid: UInt32? = nil, others: (any Authenticator)? = nil) {
        self.uid = uid ?? OwnUser.uid
        self.others = others
    }

    public func identity(_ greeting: Greeting, _ peer: Peer, _ hello: Hello?) throws(ProtocolFault) -> Identity {
        if peer.uid == uid { return Identity("own-user", uid: uid) }
        guard let others else { throw .unauthorized }
        var identity = try others.identity(greeting, peer, hello)
        // Nobody else gets our rights by having our number said of them.
        identity.uid = identity.uid == uid ? nil : identity.uid
        return identity
    }

    public func rights(of identity: Identity, on channel: ChannelName) -> Rights {
        if identity.uid == uid { return [.read, .publish, .request] }
        return others?.rights(of: identity, on: channel) ?? []
    }
}
