internal import CLibuv
internal import Glibc

/// Who may be at the other end of a Unix socket. The kernel vouches for the user, so nothing is asked of the peer.
public struct UserRule: Sendable, Hashable {
    /// Who is admitted; if empty, nobody.
    public var uids: Set<UInt32>

    /// Nobody but these, not even our own user.
    public init(_ uids: Set<UInt32>) { self.uids = uids }

    /// Our own user alone.
    public static var own: UserRule { UserRule([UInt32(geteuid())]) }

    /// False also for a socket that the kernel says nothing of.
    func admits(_ socket: CInt) -> Bool {
        guard let uid = UInt32(exactly: lifeline_peer_uid(socket)) else { return false }
        return uids.contains(uid)
    }
}
