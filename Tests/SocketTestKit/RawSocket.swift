import Glibc
public import LifelineUV

/// A plain blocking socket: the other end, which has no part in the product. Gives up after ten seconds.
public final class RawSocket {
    public let descriptor: CInt
    private var isOpen = true

    /// Nil if nobody takes the call, or no descriptor is left.
    public init?(_ address: StreamAddress, receiveBuffer: CInt? = nil) {
        let isUnix = if case .unix = address { true } else { false }
        let family = isUnix ? AF_UNIX : "\(address)".hasPrefix("[") ? AF_INET6 : AF_INET
        descriptor = socket(family, 1 | CInt(0o2000000), 0)  // SOCK_STREAM | SOCK_CLOEXEC
        guard descriptor >= 0 else { return nil }
        if var size = receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4) }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        guard connect(to: address) else {
            close()
            return nil
        }
    }

    deinit { close() }

    private func connect(to address: StreamAddress) -> Bool {
        switch address {
        case .unix(let path):
            var name = sockaddr_un()
            name.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
            return connect(name)
        case .tcp(let host, let port) where host.utf8.contains(UInt8(ascii: ":")):
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = port.bigEndian
            inet_pton(AF_INET6, host, &name.sin6_addr)
            return connect(name)
        case .tcp(let host, let port):
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = port.bigEndian
            inet_pton(AF_INET, host, &name.sin_addr)
            return connect(name)
        }
    }

    private func connect<Name>(_ name: Name) -> Bool {
        withUnsafeBytes(of: name) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                Glibc.connect(descriptor, $0.baseAddress, socklen_t(bytes.count)) == 0
            }
        }
    }

    /// False if the other end would not take all of it.
    @discardableResult
    public func send(_ bytes: some Collection<UInt8>) -> Bool {
        let all = Array(bytes)
        var sent = 0
        while sent < all.count {
            let count = all[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// What there is, at least one byte. Empty at the end; nil if the connection was reset, or nothing came.
    public func receiveSome(atMost count: Int = 65_536) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = recv(descriptor, &bytes, count, 0)
        return got < 0 ? nil : Array(bytes[..<got])
    }

    /// Exactly `count` bytes; fewer if the other end ends before.
    public func receive(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let more = receiveSome(atMost: count - bytes.count), !more.isEmpty { bytes += more }
        return bytes
    }

    public enum End: Sendable { case orderly, reset, silence }

    /// Everything until the other end ends, and how it did.
    public func receiveAll() -> (bytes: [UInt8], end: End) {
        var bytes: [UInt8] = []
        while let more = receiveSome() {
            if more.isEmpty { return (bytes, .orderly) }
            bytes += more
        }
        return (bytes, errno == EAGAIN ? .silence : .reset)
    }

    public func shutdownWrite() { shutdown(descriptor, CInt(SHUT_WR)) }

    public func close() {
        guard isOpen else { return }
        isOpen = false
        Glibc.close(descriptor)
    }

    /// Closes so that the other end sees a reset, where the system has such a thing.
    public func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }
}
