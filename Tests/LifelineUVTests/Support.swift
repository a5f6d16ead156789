import Glibc
import LifelineCore
@testable import LifelineUV

/// Something a test shares between its own thread and a loop.
final class Shared<Value: Sendable>: Sendable {
    private let value: Locked<Value>
    init(_ value: Value) { self.value = Locked(value) }
    var now: Value { value.withLock { $0 } }
    func change<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        value.withLock { value in
            var copy = value
            defer { value = copy }
            return body(&copy)
        }
    }
}

/// Something only a loop's thread touches, though a `@Sendable` closure carries it there.
final class Confined<Value>: @unchecked Sendable {  // Sendable: tests use it inside `post` and `perform` only.
    var value: Value
    init(_ value: Value) { self.value = value }
}

/// How many descriptors this process holds.
func descriptorCount() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return -1 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return count
}

/// Polls until `condition` holds or `seconds` have passed.
func eventually(within seconds: Double = 5, _ condition: () async -> Bool) async -> Bool {
    for _ in 0..<Int(seconds * 1_000) {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(1))
    }
    return await condition()
}

/// A loop for one test, shut down at its end.
func withLoop<Result: Sendable>(_ body: (EventLoop) async throws -> Result) async throws -> Result {
    let loop = EventLoop(name: "test")
    do {
        let result = try await body(loop)
        await loop.shutdown()
        return result
    } catch {
        await loop.shutdown()
        throw error
    }
}

/// A byte stream whose events a test writes down.
final class Probe: ByteStream {
    var bytes: [UInt8] = []
    var why: StreamEnd?
    var closings = 0
    var drainings = 0
    var largestRead = 0
    var hasEnded = false
    var onOpened: (Probe) -> Void = { _ in }
    var onReceived: (Probe, UnsafeMutableRawBufferPointer) -> Void = { $0.bytes += $1 }
    var onDrained: (Probe) -> Void = { _ in }
    var onEnded: (Probe) -> Void = { $0.close(lingering: .zero) }

    override func opened() { onOpened(self) }
    override func received(_ bytes: UnsafeMutableRawBufferPointer) {
        precondition(closings == 0, "received after closed")
        largestRead = max(largestRead, bytes.count)
        onReceived(self, bytes)
    }
    override func ended() {
        hasEnded = true
        onEnded(self)
    }
    override func drained() {
        drainings += 1
        onDrained(self)
    }
    override func closed(_ end: StreamEnd) {
        closings += 1
        why = end
    }

    @discardableResult func write(_ bytes: [UInt8]) -> Flow { bytes.withUnsafeBytes { write(copying: $0) } }
    @discardableResult func write(_ head: [UInt8], _ record: Record) -> Flow {
        head.withUnsafeBytes { write(head: $0, record) }
    }
}

/// A listener on `loop` whose streams are probes, and the probes it made.
final class Server: @unchecked Sendable {  // Sendable: `all` is touched on the loop only.
    let loop: EventLoop
    let address: StreamAddress
    private let listener: Confined<StreamListener>
    private let all: Confined<[Probe]>

    init(
        _ loop: EventLoop, at address: StreamAddress, limits: LinkLimits = LinkLimits(),
        _ prepare: @escaping @Sendable (Probe) -> Void = { _ in }
    ) async throws {
        self.loop = loop
        let shared = StreamLimits(limits)
        let made = Confined<[Probe]>([])
        listener = try await loop.perform { () throws(TransportError) in
            Confined(
                try StreamListener(at: address, on: loop) {
                    let probe = Probe(on: loop, limits: shared)
                    prepare(probe)
                    made.value.append(probe)
                    return probe
                })
        }
        let listener = listener
        self.address = await loop.perform { listener.value.address }
        all = made
    }

    func close() async { await loop.perform { [listener] in listener.value.close() } }
    func share() async -> StreamShare { await loop.perform { [listener] in listener.value.share() } }
    func shortages() async -> Int { await loop.perform { [listener] in listener.value.shortages } }

    /// Asks something of the n-th probe, on the loop. Nil if it does not exist yet.
    func ask<Answer: Sendable>(_ index: Int = 0, _ body: @escaping @Sendable (Probe) -> Answer) async -> Answer? {
        await loop.perform { [all] in all.value.indices.contains(index) ? body(all.value[index]) : nil }
    }
    func each(_ body: @escaping @Sendable (Probe) -> Void) async {
        await loop.perform { [all] in all.value.forEach(body) }
    }
    func count(_ condition: @escaping @Sendable (Probe) -> Bool) async -> Int {
        await loop.perform { [all] in all.value.count(where: condition) }
    }
    /// Why the n-th stream is over. Nil while it is not.
    func end(_ index: Int = 0) async -> StreamEnd? {
        await loop.perform { [all] in all.value.indices.contains(index) ? all.value[index].why : nil }
    }
    func forget() async { await loop.perform { [all] in all.value = [] } }
}

/// A plain blocking socket: the other end, which has no part in the module.
struct Client: Sendable {
    let socket: CInt

    init(_ address: StreamAddress, receiveBuffer: CInt? = nil) {
        switch address {
        case .tcp(_, let port):
            socket = Glibc.socket(AF_INET, 1, 0)
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = port.bigEndian
            name.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            if var size = receiveBuffer {
                setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, 4)
            }
            connect(name)
        case .unix(let path):
            socket = Glibc.socket(AF_UNIX, 1, 0)
            var name = sockaddr_un()
            name.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
            connect(name)
        }
    }

    private func connect<Name>(_ name: Name) {
        let code = withUnsafeBytes(of: name) {
            Glibc.connect(socket, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
        precondition(code == 0, "connect: \(String(cString: strerror(errno)))")
    }

    func send(_ bytes: [UInt8]) async { await blocking { sendNow(bytes) } }
    /// Up to `count` bytes; fewer at the end of the stream.
    func receive(_ count: Int) async -> [UInt8] { await blocking { receiveNow(count) } }

    func sendNow(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    private func receiveNow(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = bytes.withUnsafeMutableBytes { bytes in
            var got = 0
            while got < count {
                let more = recv(socket, bytes.baseAddress! + got, count - got, 0)
                guard more > 0 else { break }
                got += more
            }
            return got
        }
        return Array(bytes[..<got])
    }

    func shutdownWrite() { shutdown(socket, 1) }
    func close() { Glibc.close(socket) }
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }
}

/// A path for a socket, in a folder of its own below /tmp that does not exist yet.
func freshSocketPath() -> StreamAddress {
    .unix(path: "/tmp/lifeline-\(getpid())-\(UInt32.random(in: 0 ... .max))/socket")
}

func remove(_ address: StreamAddress) {
    guard case .unix(let path) = address else { return }
    unlink(path)
    rmdir(String(path.dropLast("/socket".count)))
}

let anyPort = StreamAddress.tcp(host: "127.0.0.1", port: 0)

/// Bytes that show where they belong: a table whose length is a prime, over and over.
func pattern(_ count: Int, from start: Int = 0) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var position = start % table.count
    while bytes.count < count {
        let part = min(count - bytes.count, table.count - position)
        bytes.append(contentsOf: table[position..<position + part])
        position = 0
    }
    return bytes
}
private let table: [UInt8] = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }

/// Runs what blocks on a thread of its own: the few threads of the Swift runtime must not wait for each other.
func blocking<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    let outcome = Locked<Result?>(nil)
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
        let errand = Errand {
            let result = body()
            // `resume` reads the task's memory before the task goes on, but what puts one before the other is in the
            // runtime, where the thread sanitizer does not look. It sees the lock that both take.
            outcome.withLock { outcome in
                outcome = result
                continuation.resume()
            }
        }
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                Unmanaged<Errand>.fromOpaque(context!).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(errand).toOpaque())
        pthread_detach(thread)
    }
    guard let result = outcome.withLock({ $0 }) else { preconditionFailure("the task goes on when there is a result") }
    return result
}

private final class Errand {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
}
