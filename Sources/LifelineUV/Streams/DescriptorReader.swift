internal import CLibuv
internal import Glibc
public import LifelineCore

/// Reads a descriptor of somebody else's, such as standard input, without blocking the loop: a pipe, a socket, a
/// terminal or a file. It is never closed here, nor made non-blocking: other processes may share it.
///
/// What can be polled is polled, and read once each time it is readable. A file cannot be polled; libuv reads it on a
/// thread of its pool.
public final class DescriptorReader: Resident {
    private static let readBytesMax = 64 << 10

    private let descriptor: CInt
    private let poll: UnsafeMutablePointer<uv_poll_t>
    private var file: FileReading?
    private var received: ((UnsafeRawBufferPointer) -> Void)?
    private var ended: ((TransportError?) -> Void)?
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: DescriptorReader.readBytesMax, alignment: 16)

    /// `received` hears bytes, valid during the call; `ended` comes once and last, unless `close` came before.
    public init(
        _ descriptor: Int32, on loop: EventLoop, received: @escaping (UnsafeRawBufferPointer) -> Void,
        ended: @escaping (TransportError?) -> Void
    ) throws(TransportError) {
        self.descriptor = descriptor
        self.received = received
        self.ended = ended
        poll = .allocate(capacity: 1)
        poll.initialize(to: uv_poll_t())
        super.init(on: loop)
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw fault(errno) }
        if status.st_mode & S_IFMT == S_IFREG || isNull(status) {
            try startFile()
            return
        }
        // libuv makes what it polls non-blocking, for everybody who shares it; one read per readiness needs no such thing.
        let flags = fcntl(descriptor, F_GETFL)
        handle = poll.asHandle
        let code = uv_poll_init(loop.handles.loop, poll, descriptor)
        if flags >= 0, flags & O_NONBLOCK == 0 { _ = fcntl(descriptor, F_SETFL, flags) }
        guard code == 0 else { throw fault(-code) }
        settle()
        uv_poll_start(poll, CInt(UV_READABLE.rawValue), onReadable)
    }

    deinit {
        poll.deallocate()
        room.deallocate()
    }

    /// Nothing comes after this. Idempotent.
    public func close() {
        (received, ended) = (nil, nil)
        leave()
    }

    override func loopEnds() { close() }

    fileprivate func readSome() {
        let count = Glibc.read(descriptor, room.baseAddress, room.count)
        let code = errno
        if count < 0, code == EAGAIN || code == EINTR { return }
        took(count, code)
    }

    /// True if more may come.
    @discardableResult
    fileprivate func took(_ count: Int, _ code: CInt) -> Bool {
        if count > 0 {
            received?(UnsafeRawBufferPointer(rebasing: room[..<count]))
            return received != nil
        }
        let tell = ended
        close()
        tell?(count < 0 ? fault(code) : nil)
        return false
    }

    private func fault(_ code: CInt) -> TransportError {
        TransportError(errno: code, "read", "descriptor \(descriptor)")
    }

    // MARK: Files

    /// /dev/null cannot be polled either.
    private func isNull(_ status: stat) -> Bool {
        guard status.st_mode & S_IFMT == S_IFCHR else { return false }
        return isatty(descriptor) == 0
    }

    private func startFile() throws(TransportError) {
        file = FileReading(self)
        if let code = file?.readOn(descriptor, room), code < 0 { throw fault(-code) }
    }

    fileprivate func fileRead(_ count: Int) {
        loop.beginTurn()
        if loop.stopping { close() }
        if took(count, CInt(truncatingIfNeeded: -count)), let code = file?.readOn(descriptor, room), code < 0 {
            took(-1, -code)
        }
        loop.endTurn()
    }
}

/// libuv's request to read a file. It keeps its reader alive while it runs: a read cannot be called back.
private final class FileReading {
    private unowned let reader: DescriptorReader
    private let request: UnsafeMutablePointer<uv_fs_t>

    init(_ reader: DescriptorReader) {
        self.reader = reader
        request = .allocate(capacity: 1)
        request.initialize(to: uv_fs_t())
    }

    deinit { request.deallocate() }

    func readOn(_ descriptor: CInt, _ room: UnsafeMutableRawBufferPointer) -> CInt {
        var buffer = uv_buf_t(base: room.baseAddress?.assumingMemoryBound(to: CChar.self), len: room.count)
        request.pointee.data = Unmanaged.passRetained(reader).toOpaque()
        let code = uv_fs_read(reader.loop.handles.loop, request, descriptor, &buffer, 1, -1, onFileRead)
        if code < 0 { Unmanaged.passUnretained(reader).release() }
        return code
    }
}

nonisolated private func onReadable(_ handle: UnsafeMutablePointer<uv_poll_t>?, _ status: CInt, _ events: CInt) {
    Unmanaged<DescriptorReader>.fromOpaque(handle.unsafelyUnwrapped.pointee.data)._withUnsafeGuaranteedRef { reader in
        reader.turn { reader.readSome() }
    }
}

nonisolated private func onFileRead(_ request: UnsafeMutablePointer<uv_fs_t>?) {
    let request = request.unsafelyUnwrapped
    let reader = Unmanaged<DescriptorReader>.fromOpaque(request.pointee.data).takeRetainedValue()
    let count = request.pointee.result
    uv_fs_req_cleanup(request)
    reader.fileRead(count)
}
