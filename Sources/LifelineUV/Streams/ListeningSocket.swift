internal import CLibuv
internal import Glibc
internal import LifelineCore

/// Makes the socket that a `StreamListener` accepts from.
enum ListeningSocket {
    /// Bound and listening, with the file that a Unix socket has.
    static func open(
        _ address: StreamAddress, _ backlog: Int32, _ ipv6Only: Bool
    ) throws(TransportError) -> (CInt, UnixSocketFile?) {
        let name = try SocketAddress(address)
        let socket = lifeline_socket(name.family)
        guard socket >= 0 else { throw TransportError(errno: errno, "socket", address.description) }
        var file: UnixSocketFile?
        do throws(TransportError) {
            if case .unix(let path) = address {
                file = try UnixSocketFile.bind(socket, name, path: path)
            } else {
                try bind(socket, name, ipv6Only, address)
            }
            guard Glibc.listen(socket, backlog) == 0 else {
                throw TransportError(errno: errno, "listen", address.description)
            }
        } catch {
            file?.remove()
            Glibc.close(socket)
            throw error
        }
        return (socket, file)
    }

    private static func bind(
        _ socket: CInt, _ name: SocketAddress, _ ipv6Only: Bool, _ address: StreamAddress
    ) throws(TransportError) {
        // Addresses of connections that just ended are free; one that somebody listens on is not.
        set(socket, SOL_SOCKET, SO_REUSEADDR, 1)
        // Accepted sockets inherit this: no call per connection.
        set(socket, CInt(IPPROTO_TCP), TCP_NODELAY, 1)
        if name.family == AF_INET6 { set(socket, CInt(IPPROTO_IPV6), IPV6_V6ONLY, ipv6Only ? 1 : 0) }
        guard name.withPointer({ Glibc.bind(socket, $0, $1) }) == 0 else {
            throw TransportError(errno: errno, "bind", address.description)
        }
    }

    private static func set(_ socket: CInt, _ level: CInt, _ option: CInt, _ value: CInt) {
        var value = value
        setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
    }
}
