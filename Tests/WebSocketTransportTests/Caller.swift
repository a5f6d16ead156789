import LifelineCore
import LifelineUV
import SocketTestKit
import WebSocketTransport

/// A client written by hand: what it says is bytes, right or wrong.
struct Caller {
    let socket: RawSocket

    static let key = "dGhlIHNhbXBsZSBub25jZQ=="
    /// What follows from that key (RFC 6455 §1.3).
    static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    static func upgrade(host: String, path: String = "/ws", _ more: [String] = []) -> String {
        let lines =
            [
                "GET \(path) HTTP/1.1", "Host: \(host)", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: \(key)",
            ] + more
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    /// The answer to `upgrade`, whole.
    static let switched = Array(
        """
        HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: \(accept)\r
        \r\n
        """.utf8)

    /// A client's frame. `first` is the first byte: FIN, reserved bits, opcode.
    static func frame(_ first: UInt8, _ payload: [UInt8], key: [UInt8]? = [1, 2, 3, 4]) -> [UInt8] {
        let bit: UInt8 = key == nil ? 0 : 0x80
        var frame = [first]
        switch payload.count {
        case ..<126: frame.append(bit | UInt8(payload.count))
        case ..<65_536: frame += [bit | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default: frame += [bit | 127] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: payload.count >> (8 * $0)) }
        }
        guard let key else { return frame + payload }
        return frame + key + payload.enumerated().map { $1 ^ key[$0 % 4] }
    }

    static func text(_ words: String) -> [UInt8] { frame(0x81, Array(words.utf8)) }

    /// Upgraded. Nil if the answer is not the one that must come.
    init?(_ station: Station, receiveBuffer: Int32? = nil) {
        guard let socket = station.call(receiveBuffer: receiveBuffer) else { return nil }
        self.socket = socket
        socket.send(Caller.upgrade(host: station.host))
        guard socket.receive(Caller.switched.count) == Caller.switched else { return nil }
    }

    /// The next frame of the server: its first byte and its payload. Nil at the end.
    func receive() -> (first: UInt8, payload: [UInt8])? {
        let head = socket.receive(2)
        guard head.count == 2, head[1] < 0x80 else { return nil }
        let more = head[1] == 126 ? 2 : head[1] == 127 ? 8 : 0
        let length = more == 0 ? Int(head[1]) : socket.receive(more).reduce(0) { $0 << 8 | Int($1) }
        let payload = socket.receive(length)
        return payload.count == length ? (head[0], payload) : nil
    }

    /// Drops frames up to a Close. Its code, 0 for none in it; nil if the connection ends without.
    func receiveClose() -> UInt16? {
        while let frame = receive() {
            guard frame.first == 0x88 else { continue }
            return frame.payload.count < 2 ? 0 : UInt16(frame.payload[0]) << 8 | UInt16(frame.payload[1])
        }
        return nil
    }
}

extension Station {
    /// For the Host header.
    var host: String { if case .tcp = place { "\(place)" } else { "localhost" } }

    /// Says `request` and takes everything that comes until the connection is closed.
    func exchange(_ request: String, piece: Int = .max) -> Reply? {
        guard let socket = call() else { return nil }
        var rest = Array(request.utf8)[...]
        while !rest.isEmpty {
            guard socket.send(rest.prefix(piece)) else { break }
            rest = rest.dropFirst(piece)
        }
        let (bytes, end) = socket.receiveAll()
        return Reply(bytes, end)
    }
}

/// An HTTP answer, taken apart as far as the tests need.
struct Reply {
    let status: Int
    let head: String
    let body: String
    let end: RawSocket.End

    init(_ bytes: [UInt8], _ end: RawSocket.End) {
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        head = String(parts[0])
        body = parts.count > 1 ? String(parts[1]) : ""
        status = Int(head.dropFirst("HTTP/1.1 ".count).prefix(3)) ?? 0
        self.end = end
    }
}

/// A server of WebSockets on a world of its own.
func serve(
    _ road: Road = .ipv4, _ change: (inout WebSocketTransport.Options) -> Void = { _ in },
    _ prepare: @escaping (Recorder) -> Void = { _ in }
) throws -> Station {
    var options = WebSocketTransport.Options()
    change(&options)
    return try Station(webSocketWorld(road), WebSocketTransport(options), prepare)
}
