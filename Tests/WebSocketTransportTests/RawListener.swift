import Conformance
import Glibc
import LifelineCore
import LifelineUV
import SocketTestKit
import WebSocketTransport

/// A server written by hand, on IPv4: it says what the test says, or nothing.
final class RawListener {
    private let descriptor = socket(AF_INET, 1, 0)  // SOCK_STREAM
    let address: Address

    init?() {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let code = withUnsafeMutableBytes(of: &name) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { name in
                bind(descriptor, name.baseAddress, size) | listen(descriptor, 64)
                    | getsockname(descriptor, name.baseAddress, &size)
            }
        }
        address = Address(scheme: "ws", rest: "//127.0.0.1:\(UInt16(bigEndian: name.sin_port))/ws")
        guard code == 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// Takes one call, reads its request, says `answer` of its key and closes.
    func serve(_ answer: (_ key: String) -> [UInt8]) {
        let peer = accept(descriptor, nil, nil)
        defer { close(peer) }
        var request = ""
        while !request.hasSuffix("\r\n\r\n") {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = recv(peer, &bytes, bytes.count, 0)
            guard count > 0 else { return }
            request += String(decoding: bytes[..<count], as: UTF8.self)
        }
        let key = request.split(separator: "Sec-WebSocket-Key: ").last?.prefix(24) ?? ""
        let said = answer(String(key))
        _ = send(peer, said, said.count, CInt(MSG_NOSIGNAL))
    }

    /// Dials this, and cuts what comes of it. Nil if a link came.
    func dial(_ options: WebSocketTransport.Options, _ serving: () -> Void = {}) -> TransportError? {
        let world = webSocketWorld(.ipv4)
        var outcomes: [Result<any Link, TransportError>] = []
        world.ask { WebSocketTransport(options).dial(address, on: world.loop) { outcomes.append($0) } }
        serving()
        _ = world.run { !outcomes.isEmpty }
        let error: TransportError? = world.ask {
            guard case .success(let link)? = outcomes.first else { return outcomes.first?.fault }
            link.close(.lost)
            return nil
        }
        world.settle()
        precondition(outcomes.count == 1, "done was called \(outcomes.count) times")
        return error
    }
}

extension Result where Failure == TransportError {
    var fault: TransportError? { if case .failure(let error) = self { error } else { nil } }
}
