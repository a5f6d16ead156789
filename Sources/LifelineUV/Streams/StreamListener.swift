internal import CLibuv
internal import Glibc
public import LifelineCore

/// Accepts byte streams at one address, TCP or Unix, until it is closed.
///
/// At most 64 a turn, then the streams get theirs. When the process has no descriptor left it waits a tenth of a
/// second and tries again: the peers stay in the system's queue, and nothing spins.
///
///     let listener = try StreamListener(at: .unix(path: path), on: loop) { Echo(on: loop) }
public final class StreamListener: Resident {
    /// Where it really listens: port 0 has become a number.
    public let address: StreamAddress
    /// How often it found no descriptor, or no memory, for a peer.
    public private(set) var shortages = 0
    /// Peers that were turned away because of their user.
    public private(set) var foreigners = 0

    private let make: () -> ByteStream?
    private let users: UserRule
    private let socket: CInt
    private let file: UnixSocketFile?
    private let poll: UnsafeMutablePointer<uv_poll_t>
    private var retry: Wake?
    private var shared: StreamShare?

    private static let turnMax = 64
    private static let pause = Duration.milliseconds(100)

    /// Listens. `make` makes the stream for each peer, or nil to turn it away; it is then opened and told so.
    ///
    /// With `ipv6Only` (the default) an IPv6 listener leaves IPv4 alone. A Unix socket gets the mode 0600, in a folder
    /// that is made with 0700 if it is missing, and refused if it is not ours alone; whoever is none of `users` is closed
    /// at once.
    public init(
        at address: StreamAddress, on loop: EventLoop, backlog: Int32 = 4_096, ipv6Only: Bool = true,
        users: UserRule = .own, make: @escaping () -> ByteStream?
    ) throws(TransportError) {
        guard !loop.stopping else {
            throw TransportError(.cancelled, "listen", address.description, "the event loop has been shut down")
        }
        (socket, file) = try ListeningSocket.open(address, backlog, ipv6Only)
        self.address = SocketAddress(of: socket) { getsockname($0, $1, $2) }?.address ?? address
        self.make = make
        self.users = users
        poll = .allocate(capacity: 1)
        poll.initialize(to: uv_poll_t())
        super.init(on: loop)
        handle = poll.asHandle
        let code = uv_poll_init(loop.handles.loop, poll, socket)
        guard code == 0 else {
            file?.remove()
            Glibc.close(socket)
            throw TransportError(errno: -code, "listen", address.description)
        }
        settle()
        listen()
    }

    deinit { poll.deallocate() }

    /// Stops accepting and gives the address back. Streams that were accepted live on. Idempotent.
    public func close() {
        guard !isLeaving else { return }
        file?.remove()
        if let retry { loop.cancel(retry) }
        leave()
        // The address is free as soon as this returns: libuv keeps no descriptor of a poll handle open.
        Glibc.close(socket)
    }

    override func loopEnds() { close() }

    /// Lets other loops take their share of the peers.
    public func share() -> StreamShare {
        let share = shared ?? StreamShare(address)
        shared = share
        return share
    }

    private func listen() { uv_poll_start(poll, CInt(UV_READABLE.rawValue), onPeers) }

    // MARK: Peers

    fileprivate func acceptSome() {
        for _ in 0..<StreamListener.turnMax where !isLeaving {
            let peer = passed(Int(lifeline_accept(socket)), .accept)
            if peer >= 0 { welcome(CInt(truncatingIfNeeded: peer)) } else if !goOn(after: errno) { return }
        }
    }

    private func welcome(_ peer: CInt) {
        if file != nil, !users.admits(peer) {
            foreigners += 1
            Glibc.close(peer)
            return
        }
        if let shared, shared.passOn(peer) { return }
        guard let stream = make() else {
            Glibc.close(peer)
            return
        }
        stream.adopt(peer, unix: file != nil)
    }

    private func goOn(after code: CInt) -> Bool {
        switch code {
        case EAGAIN: return false
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            shortages += 1
            uv_poll_stop(poll)
            retry = loop.wake(at: loop.now.advanced(by: StreamListener.pause)) { [unowned self] in
                retry = nil
                listen()
            }
            return false
        default: return true  // that peer has gone already, or a signal came
        }
    }
}

nonisolated private func onPeers(_ handle: UnsafeMutablePointer<uv_poll_t>?, _ status: CInt, _ events: CInt) {
    Unmanaged<StreamListener>.fromOpaque(handle.unsafelyUnwrapped.pointee.data)._withUnsafeGuaranteedRef { listener in
        listener.turn { listener.acceptSome() }
    }
}
