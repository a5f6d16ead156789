internal import CLibuv
internal import Glibc
public import LifelineCore

extension ByteStream {
    /// Connects. On success `opened` is called, then `done(nil)`; on failure only `done`, with what was tried and why
    /// not. Exactly once, and never from inside this call. At a Unix socket only a server of one of `users` will do.
    public final func dial(
        _ address: StreamAddress, timeout: Duration = .seconds(5), users: UserRule = .own,
        done: @escaping (TransportError?) -> Void
    ) {
        let dial = Dial(self, address, users, done)
        let loop = loop
        do throws(TransportError) {
            let name = try SocketAddress(address)
            guard !loop.stopping else {
                throw TransportError(.cancelled, "connect", address.description, "the event loop has been shut down")
            }
            try dial.start(name, timeout)
        } catch {
            loop.wake(at: loop.now) { dial.finish(error) }
        }
    }
}

/// One attempt to connect. libuv's request keeps it alive.
private final class Dial {
    private let stream: ByteStream
    private let address: StreamAddress
    private let users: UserRule
    private var done: ((TransportError?) -> Void)?
    private var wake: Wake?
    private var timedOut = false
    private let request: UnsafeMutablePointer<uv_connect_t>

    init(
        _ stream: ByteStream, _ address: StreamAddress, _ users: UserRule,
        _ done: @escaping (TransportError?) -> Void
    ) {
        self.stream = stream
        self.address = address
        self.users = users
        self.done = done
        request = .allocate(capacity: 1)
        request.initialize(to: uv_connect_t())
    }

    deinit { request.deallocate() }

    func start(_ name: SocketAddress, _ timeout: Duration) throws(TransportError) {
        var code: CInt
        if case .unix(let path) = address {
            code = stream.prepare(unix: true)
            if code == 0 {
                request.pointee.data = Unmanaged.passRetained(self).toOpaque()
                let pipe = UnsafeMutableRawPointer(stream.handle).assumingMemoryBound(to: uv_pipe_t.self)
                uv_pipe_connect(request, pipe, path, onConnected)
            }
        } else {
            code = stream.prepare(unix: false)
            let tcp = UnsafeMutableRawPointer(stream.handle).assumingMemoryBound(to: uv_tcp_t.self)
            if code == 0 {
                request.pointee.data = Unmanaged.passRetained(self).toOpaque()
                uv_tcp_nodelay(tcp, 1)
                code = name.withPointer { name, _ in uv_tcp_connect(request, tcp, name, onConnected) }
                if code != 0 { Unmanaged.passUnretained(self).release() }
            }
        }
        guard code == 0 else { throw TransportError(errno: -code, "connect", address.description) }
        wake = stream.loop.wake(at: stream.loop.now.advanced(by: timeout)) { [unowned self] in
            wake = nil
            timedOut = true
            stream.leave()
        }
    }

    func connected(_ status: CInt) {
        guard status == 0 else {
            let code = timedOut ? ETIMEDOUT : -status
            return finish(TransportError(errno: code, "connect", address.description))
        }
        guard !metItself else { return finish(TransportError(errno: ECONNREFUSED, "connect", address.description)) }
        guard isAmongFriends else {
            return finish(
                TransportError(
                    .permission, "connect", address.description,
                    "another user listens there: trust it only if you know it, by naming its uid"))
        }
        stopWatch()
        stream.begin()
        finish(nil)
    }

    func finish(_ error: TransportError?) {
        stopWatch()
        if error != nil { stream.leave() }
        done.take()?(error)
    }

    private func stopWatch() {
        if let wake { stream.loop.cancel(wake) }
        wake = nil
    }

    private var isAmongFriends: Bool {
        guard case .unix = address else { return true }
        return stream.descriptor.map(users.admits) == true
    }

    /// A port that nobody listens on may be the very one the system chose for our end: TCP then connects to itself.
    private var metItself: Bool {
        guard case .tcp = address, let socket = stream.descriptor,
            let here = SocketAddress(of: socket, { getsockname($0, $1, $2) })?.address
        else { return false }
        return here == SocketAddress(of: socket) { getpeername($0, $1, $2) }?.address
    }
}

nonisolated private func onConnected(_ request: UnsafeMutablePointer<uv_connect_t>?, _ status: CInt) {
    let dial = Unmanaged<Dial>.fromOpaque(request.unsafelyUnwrapped.pointee.data).takeRetainedValue()
    dial.run(status)
}

extension Dial {
    fileprivate func run(_ status: CInt) {
        let loop = stream.loop
        loop.beginTurn()
        connected(status)
        loop.endTurn()
    }
}
