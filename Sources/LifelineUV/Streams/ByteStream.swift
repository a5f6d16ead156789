internal import CLibuv
internal import Glibc
public import LifelineCore

/// One connection carrying bytes, TCP or Unix, on one loop. Subclass it: the subclass is the connection.
///
/// There is one allocation per connection: this object, with libuv's handle inside. It is owned by its handle from the
/// moment it opens until `closed`, which comes exactly once, in a turn of its own, and last. Events are methods to
/// override; none is called from inside a call of yours. Everything here belongs to the loop.
///
///     final class Echo: ByteStream {
///         override func received(_ bytes: UnsafeMutableRawBufferPointer) { write(copying: .init(bytes)) }
///     }
///     let listener = try StreamListener(at: .tcp(host: "127.0.0.1", port: 0), on: loop) { Echo(on: loop) }
open class ByteStream: Resident {
    /// Room for the larger of the two handles. Not copyable, so that nobody makes a second one by accident.
    private struct Room: ~Copyable {
        var pipe = uv_pipe_t()
    }

    struct Flags: OptionSet {
        var rawValue: UInt16
        static let open = Flags(rawValue: 1)
        /// Bytes are taken: open, and neither `close` nor `shutdownWrite` has been called.
        static let writable = Flags(rawValue: 2)
        static let reading = Flags(rawValue: 4)
        /// The last read took all it may take in one turn.
        static let hadShare = Flags(rawValue: 8)
        static let congested = Flags(rawValue: 16)
        /// No byte comes behind those that wait: tell the peer when they have left.
        static let lastBytes = Flags(rawValue: 32)
        static let closing = Flags(rawValue: 64)
        static let peerEnded = Flags(rawValue: 128)
        static let unix = Flags(rawValue: 256)

        /// True if somebody wants to hear that what waited has left.
        @inline(__always) var needsWord: Bool { !isDisjoint(with: [.congested, .lastBytes]) }
    }

    /// What it bounds, shared with all streams of its listener.
    public final let limits: StreamLimits
    final var flags: Flags = []
    /// The list of this turn's pieces in the loop's outbox.
    final var firstPiece = Outbox.none
    final var lastPiece = Outbox.none
    /// The place among the streams that the loop's sweep looks at.
    final var vigilPlace: Int32 = -1
    /// Bytes that were taken and that the system does not have yet. Lags behind while libuv writes.
    final var waiting = 0
    final var backlog: Backlog?
    final var end: StreamEnd?
    /// How long `close` waits for the peer.
    final var lingersFor = Duration.zero
    private final var room = Room()

    /// Not open yet: a listener or a dial opens it, once.
    public init(on loop: EventLoop, limits: StreamLimits = .standard) {
        self.limits = limits
        super.init(on: loop)
        // A stored property of a class has one address for the life of the object: libuv may keep it.
        handle = withUnsafeMutablePointer(to: &room) { UnsafeMutableRawPointer($0) }
            .assumingMemoryBound(to: uv_handle_t.self)
    }

    @inline(__always) final var stream: UnsafeMutablePointer<uv_stream_t> {
        UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_stream_t.self)
    }

    // MARK: Events, to override

    /// The stream is open and `peer` is known. Reading begins when this returns, unless you paused it.
    open func opened() {}

    /// Bytes, where the kernel put them: yours to change during the call, and gone after it. You may also scribble on
    /// 64 bytes before them and 64 after.
    open func received(_ bytes: UnsafeMutableRawBufferPointer) {}

    /// The peer will send no more; it may still read. By default we write what waits and close.
    open func ended() { close(lingering: .zero) }

    /// After `.congested`: at most half of `outboundBytesMax` still waits.
    open func drained() {}

    /// Exactly once, and last.
    open func closed(_ end: StreamEnd) {}

    // MARK: The other end

    /// True from `opened` until the socket is let go of: also while what waits is still being written.
    public final var isOpen: Bool { flags.contains(.open) && !isLeaving }

    /// The peer's address, and its user where the kernel vouches for it. Ask while the stream is open.
    public final var peer: Peer {
        guard let descriptor else { return Peer(address: "closed") }
        if flags.contains(.unix) {
            let uid = lifeline_peer_uid(descriptor)
            return Peer(address: "unix", uid: uid < 0 ? nil : UInt32(truncatingIfNeeded: uid))
        }
        let address = SocketAddress(of: descriptor) { getpeername($0, $1, $2) }?.address
        return Peer(address: address?.description ?? "gone")
    }

    final var descriptor: CInt? {
        var descriptor: uv_os_fd_t = -1
        return isSettled && uv_fileno(handle, &descriptor) == 0 ? descriptor : nil
    }

    // MARK: Opening

    /// Makes the handle. Only `settle` and a close may follow an error.
    final func prepare(unix: Bool) -> CInt {
        precondition(!isSettled && end == nil, "a stream opens once: make another one")
        let code: CInt
        if unix {
            flags.insert(.unix)
            code = uv_pipe_init(
                loop.handles.loop, UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_pipe_t.self), 0)
        } else {
            code = uv_tcp_init(
                loop.handles.loop, UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_tcp_t.self))
        }
        if code == 0 { settle() }
        return code
    }

    /// Takes a connected socket, and closes it if that fails. Says nothing to anybody in that case.
    final func adopt(_ socket: CInt, unix: Bool) {
        var code = prepare(unix: unix)
        if code == 0 {
            code =
                unix
                ? uv_pipe_open(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_pipe_t.self), socket)
                : uv_tcp_open(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_tcp_t.self), socket)
        }
        guard code == 0 else {
            Glibc.close(socket)
            return leave()
        }
        begin()
    }

    /// Connected: the handle reads and writes from here on.
    final func begin() {
        flags.formUnion([.open, .writable, .reading])
        opened()
        if flags.contains(.reading) { startReading() }
    }

    // MARK: Leaving

    override func loopEnds() { leave(because: .loopEnded) }

    override func left() {
        loop.unwatch(self)
        backlog = nil
        guard flags.contains(.open) else { return }
        flags.remove(.open)
        closed(end ?? .aborted)
    }
}

extension StreamLimits {
    /// `LinkLimits` as they come.
    public static let standard = StreamLimits()
}
