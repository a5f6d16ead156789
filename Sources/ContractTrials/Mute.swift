internal import Glibc
internal import LifelineCore

/// A client that comes in over WebSocket and never reads: a plain socket with a small buffer, and no window. What it says
/// is that it lives, so that the server has to bear it.
final class Mute: Sendable {
    private let socket: Int32

    init(_ address: Address, _ token: Secret?) throws(TransportError) {
        let authority = address.rest.dropFirst(2).prefix { $0 != "/" }
        let port = authority.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var room: Int32 = 4096
        setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var request = """
            GET /ws HTTP/1.1\r\nHost: \(authority)\r\nAuthorization: Bearer \(token?.storage ?? "")\r\n\
            Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n
            """
        let sent = request.withUTF8 { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) == $0.count }
        guard code == 0, sent else {
            close(socket)
            throw TransportError(.refused, "connect", address.description, "a client that never reads cannot connect")
        }
    }

    deinit { close(socket) }

    /// Answers a ping, asked or not: an empty pong, masked with zeros.
    func nod() {
        let pong: [UInt8] = [0x8A, 0x80, 0, 0, 0, 0]
        _ = pong.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)) }
    }
}
