import Glibc

/// One request with plain sockets, and its answer: nothing of ours on this side, so that the server is seen as strangers
/// see it.
struct PlainHTTP {
    /// "127.0.0.1:8145"
    let authority: String
    /// The largest answer that is read.
    static let answerBytesMax = 8 << 20
    static let patienceSeconds = 5

    struct Answer {
        let status: Int
        let head: String
        let body: [UInt8]
    }

    /// GET with these header lines, Host among them unless `host` is another. Nil if nothing came, or not HTTP.
    func get(_ path: String, host: String? = nil, _ fields: [String] = []) -> Answer? {
        let lines = ["GET \(path) HTTP/1.1", "Host: \(host ?? authority)"] + fields + ["", ""]
        guard let socket = connect() else { return nil }
        defer { close(socket) }
        var request = lines.joined(separator: "\r\n")
        let sent = request.withUTF8 { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) == $0.count }
        return sent ? answer(socket) : nil
    }

    /// The opening of a WebSocket.
    func upgrade(_ path: String, host: String? = nil, version: Int = 13, _ fields: [String] = []) -> Answer? {
        get(
            path, host: host,
            fields + [
                "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: \(version)",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol: lifeline.v1.json",
            ])
    }

    /// A connection, or nil.
    func connect() -> Int32? {
        let colon = authority.lastIndex { $0 == ":" && authority.last != "]" }
        let port = colon.map { String(authority[authority.index(after: $0)...]) } ?? "8145"
        var host = String(colon.map { authority[..<$0] } ?? authority[...])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host == "localhost" { host = "127.0.0.1" }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICHOST
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, port, &hints, &found) == 0, let place = found else { return nil }
        defer { freeaddrinfo(place) }
        let socket = Glibc.socket(place.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        var patience = timeval(tv_sec: PlainHTTP.patienceSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        guard Glibc.connect(socket, place.pointee.ai_addr, place.pointee.ai_addrlen) == 0 else {
            close(socket)
            return nil
        }
        return socket
    }

    private func answer(_ socket: Int32) -> Answer? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count < PlainHTTP.answerBytesMax {
            let count = recv(socket, &chunk, chunk.count, 0)
            if count <= 0 { break }
            bytes += chunk[..<count]
            // A WebSocket stays open behind its answer.
            if bytes.starts(with: "HTTP/1.1 101".utf8), PlainHTTP.headEnd(bytes) != nil { break }
        }
        guard bytes.starts(with: "HTTP/1.1 ".utf8), let end = PlainHTTP.headEnd(bytes) else { return nil }
        let head = String(decoding: bytes[..<end], as: UTF8.self)
        guard let status = Int(head.dropFirst(9).prefix(3)) else { return nil }
        return Answer(status: status, head: head.lowercased(), body: Array(bytes[(end + 4)...]))
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        bytes.indices.dropLast(3).first { bytes[$0..<($0 + 4)].elementsEqual([13, 10, 13, 10]) }
    }
}
