import Glibc

/// Sends what `Load.all` says, in lockstep: nothing new before everything that was sent has come back.
struct ProbeClient {
    let port: UInt16
    let socketPath: String
    private let payloadBytes = 119

    func run() {
        for load in Load.all {
            let subscribers = (0..<load.subscribers).map { _ in open("/sub") }
            let sender = load.path.isEmpty ? openUnix() : open(load.path)
            let batch = [UInt8]((0..<load.depth).flatMap { _ in load.path.isEmpty ? line() : frame() })
            let answer = load.depth * (payloadBytes + (load.path.isEmpty ? 1 : 2))
            for _ in 0..<(load.few * 2 + load.many) / load.depth {
                send(sender, batch)
                if subscribers.isEmpty { receive(sender, answer) }
                for subscriber in subscribers { receive(subscriber, answer) }
            }
            for socket in subscribers + [sender] { close(socket) }
        }
    }

    /// A masked text frame.
    private func frame() -> [UInt8] {
        let mask: [UInt8] = [0x12, 0x34, 0x56, 0x78]
        return [0x81, 0x80 | UInt8(payloadBytes)] + mask
            + (0..<payloadBytes).map { (0x61 + UInt8($0 % 26)) ^ mask[$0 % 4] }
    }

    /// A line of JSON.
    private func line() -> [UInt8] {
        Array("[\"".utf8) + (0..<payloadBytes - 4).map { 0x61 + UInt8($0 % 26) } + Array("\"]\n".utf8)
    }

    private func openUnix() -> Int32 {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socketPath.utf8) }
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { fail("cannot connect to the Unix socket") }
        return socket
    }

    private func open(_ path: String) -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { fail("cannot connect") }
        send(
            socket,
            Array(
                """
                GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n
                """.utf8))
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
            var byte: UInt8 = 0
            guard read(socket, &byte, 1) == 1 else { fail("no answer to the upgrade") }
            head.append(byte)
        }
        return socket
    }

    private func send(_ socket: Int32, _ bytes: [UInt8]) {
        guard bytes.withUnsafeBytes({ write(socket, $0.baseAddress, $0.count) }) == bytes.count else {
            fail("cannot send")
        }
    }

    private func receive(_ socket: Int32, _ count: Int) {
        var room = [UInt8](repeating: 0, count: count)
        var left = count
        while left > 0 {
            let got = room.withUnsafeMutableBytes { read(socket, $0.baseAddress, left) }
            // The server is gone once it has counted enough.
            guard got > 0 else { exit(0) }
            left -= got
        }
    }

    private func fail(_ words: String) -> Never {
        print("transportprobe client: \(words)")
        exit(1)
    }
}
