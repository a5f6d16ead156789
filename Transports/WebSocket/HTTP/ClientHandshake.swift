/// The client's side of an upgrade: the request, and whether the answer is the one it asked for.
public struct ClientHandshake: Sendable {
    /// A part of the request that would not survive on the wire: what the caller was given is wrong.
    public enum Fault: Error, Sendable, Hashable {
        case hostNotPlain, pathNotPlain, tokenNotPlain, subprotocolNotToken
    }

    /// What the answer is.
    public enum Outcome: Sendable, Hashable {
        /// The connection is a WebSocket, speaking the subprotocol of this index, or none.
        case open(subprotocol: Int?)
        /// An ordinary answer, such as 401 or 403.
        case refused(status: Int)
        /// A 101 that does not answer our request.
        case broken(Break)
    }

    public enum Break: Sendable, Hashable {
        case upgradeMissing, acceptWrong, subprotocolForeign, extensionForeign
    }

    private let host: String
    private let path: String
    private let subprotocols: [StaticString]
    private let token: String?
    private let key: WebSocketKey
    private let accept: WebSocketAccept

    /// `host` is what the Host header says, port included; `path` starts with `/`. `token` goes out as Bearer.
    public init(
        host: String, path: String, key: WebSocketKey, subprotocols: [StaticString] = [], token: String? = nil
    ) throws(Fault) {
        let isPlain = { (text: String) in !text.isEmpty && text.utf8.allSatisfy(ByteClass.isTarget) }
        guard isPlain(host), !host.utf8.contains(UInt8(ascii: "/")), !host.utf8.contains(UInt8(ascii: "@")) else {
            throw .hostNotPlain
        }
        guard isPlain(path), path.utf8.first == UInt8(ascii: "/") else { throw .pathNotPlain }
        if let token, !isPlain(token) { throw .tokenNotPlain }
        for name in subprotocols {
            let bytes = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
            guard ASCIIText.isToken(bytes) else { throw .subprotocolNotToken }
        }
        self.host = host
        self.path = path
        self.subprotocols = subprotocols
        self.token = token
        self.key = key
        accept = key.accept
    }

    /// Writes the request head. Returns its length, or nil if it does not fit.
    public func write(to target: UnsafeMutableRawBufferPointer) -> Int? {
        var writer = HeadWriter(target)
        writer.put("GET ")
        writer.put(path)
        writer.put(" HTTP/1.1\r\nHost: ")
        writer.put(host)
        writer.put("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ")
        writer.put(key.text)
        for (index, name) in subprotocols.enumerated() {
            writer.put(index == 0 ? "\r\nSec-WebSocket-Protocol: " : ", ")
            writer.put(name)
        }
        if let token {
            writer.put("\r\nAuthorization: Bearer ")
            writer.put(token)
        }
        writer.put("\r\n\r\n")
        return writer.written
    }

    public func judge(_ head: ResponseHead) -> Outcome {
        guard head.status == 101 else { return .refused(status: head.status) }
        let fields = head.fields
        guard case .once = fields.find("upgrade"), fields.lists("websocket", under: "upgrade"),
            fields.lists("upgrade", under: "connection")
        else { return .broken(.upgradeMissing) }
        guard case .once(let piece) = fields.find("sec-websocket-accept"), fields.with(piece, accept.isSpelled) else {
            return .broken(.acceptWrong)
        }
        if case .absent = fields.find("sec-websocket-extensions") {} else { return .broken(.extensionForeign) }
        switch fields.find("sec-websocket-protocol") {
        case .absent: return .open(subprotocol: nil)
        case .repeated: return .broken(.subprotocolForeign)
        case .once(let piece):
            let index = fields.with(piece) { name in subprotocols.firstIndex { ASCIIText.equals(name, $0) } }
            return index.map { .open(subprotocol: $0) } ?? .broken(.subprotocolForeign)
        }
    }
}
