internal import CLibuv
internal import Glibc
internal import LifelineCore

/// Where a byte stream listens or goes. Numbers only: no name is ever looked up.
///
///     StreamAddress.tcp(host: "127.0.0.1", port: 8145)
///     StreamAddress.unix(path: "/run/user/1000/lifeline/engine.sock")
public enum StreamAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 or IPv6 address, written as a number. Port 0 lets the system choose when listening.
    case tcp(host: String, port: UInt16)
    /// A socket in the file system: 1 to `unixPathBytesMax` bytes, none of them zero.
    case unix(path: String)

    /// The kernel holds 108 bytes, the closing zero included.
    public static let unixPathBytesMax = 107

    public var description: String {
        switch self {
        case .tcp(let host, let port): host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path
        }
    }
}

/// A `sockaddr` of any family.
struct SocketAddress {
    private(set) var storage = sockaddr_storage()
    private(set) var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    var family: CInt { CInt(storage.ss_family) }

    init(_ address: StreamAddress) throws(TransportError) {
        switch address {
        case .tcp(let host, let port): try self.init(host: host, port: port, address)
        case .unix(let path): try self.init(path: path, address)
        }
    }

    private init(host: String, port: UInt16, _ address: StreamAddress) throws(TransportError) {
        var four = in_addr()
        var six = in6_addr()
        if !host.utf8.contains(0), inet_pton(AF_INET, host, &four) == 1 {
            let name = sockaddr_in(
                sin_family: sa_family_t(AF_INET), sin_port: port.bigEndian, sin_addr: four,
                sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
            hold(name)
        } else if !host.utf8.contains(0), inet_pton(AF_INET6, host, &six) == 1 {
            hold(
                sockaddr_in6(
                    sin6_family: sa_family_t(AF_INET6), sin6_port: port.bigEndian, sin6_flowinfo: 0, sin6_addr: six,
                    sin6_scope_id: 0))
        } else {
            throw TransportError(
                .badAddress, "parse", address.description,
                "the host is not a numeric IPv4 or IPv6 address; write 127.0.0.1 or ::1, names are not looked up")
        }
    }

    private init(path: String, _ address: StreamAddress) throws(TransportError) {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, !bytes.contains(0) else {
            throw TransportError(.badAddress, "parse", address.description, "the path is empty or holds a zero byte")
        }
        guard bytes.count <= StreamAddress.unixPathBytesMax else {
            throw TransportError(
                .badAddress, "parse", address.description,
                "the path has \(bytes.count) bytes, a Unix socket takes \(StreamAddress.unixPathBytesMax): shorten it"
            )
        }
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
        hold(name)
        length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + 1)
    }

    /// What `ask` (`getsockname`, `getpeername`) says of `socket`. Nil if it says nothing.
    init?(of socket: CInt, _ ask: (CInt, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt) {
        let code = withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(socket, $0, &length) }
        }
        guard code == 0 else { return nil }
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    /// The address in our own words. Nil for a Unix socket, whose peers have no name.
    var address: StreamAddress? {
        withUnsafeBytes(of: storage) { bytes in
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            let (offset, room) = family == AF_INET ? (4, MemoryLayout<in_addr>.size) : (8, MemoryLayout<in6_addr>.size)
            guard family == AF_INET || family == AF_INET6, offset + room <= bytes.count,
                inet_ntop(family, bytes.baseAddress.map { $0 + offset }, &text, socklen_t(text.count)) != nil
            else { return nil }
            let port = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
            let host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return .tcp(host: host, port: port)
        }
    }

    private mutating func hold<Name>(_ name: Name) {
        withUnsafeBytes(of: name) { from in withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: from) } }
        length = socklen_t(MemoryLayout<Name>.size)
    }
}
