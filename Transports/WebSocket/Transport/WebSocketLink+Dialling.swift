import HTTPHead
import LifelineCore
import LifelineUV
import WebSocketWire

/// The client's side of the handshake.
extension WebSocketLink {
    func ask(_ dialling: Dialling) {
        dialling.startWaiting { [unowned self] in
            fail(dialling, .timeout, "the server did not answer in time: is it one that speaks WebSocket?")
        }
        // Long enough for every path and token that the transport takes.
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 1)
        defer { room.deallocate() }
        guard let count = dialling.handshake.write(to: room) else {
            return fail(dialling, .badAddress, "the request is longer than 16 KiB: shorten the path or the token")
        }
        write(copying: UnsafeRawBufferPointer(rebasing: room[..<count]))
    }

    func hear(_ dialling: Dialling, _ bytes: UnsafeMutableRawBufferPointer) {
        switch dialling.reader.read(UnsafeRawBufferPointer(bytes)) {
        case .more: break
        case .refused: fail(dialling, .protocolMismatch, "the answer is not HTTP/1.1")
        case .head(let head, let eaten):
            switch dialling.handshake.judge(head) {
            case .refused(let status):
                switch status {
                case 401:
                    fail(dialling, .permission, "the server answered 401: show the token that it printed at start")
                case 403:
                    fail(dialling, .permission, "the server answered 403: it serves neither this host name nor page")
                default: fail(dialling, .refused, "the server answered \(status)")
                }
            case .broken(let what):
                fail(dialling, .protocolMismatch, "the answer does not fit the request: \(what)")
            case .open(let subprotocol):
                var greeting = Greeting()
                greeting.subprotocol = subprotocol.map { dialling.subprotocols[$0].description }
                let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[eaten...])
                open(greeting, rest) { dialling.finish(.success(self)) }
            }
        }
    }

    /// The connection could not be made at all.
    func dialFailed(_ error: TransportError) {
        guard case .dialling(let dialling) = phase else { return }
        phase = .closing
        dialling.finish(.failure(error))
    }

    private func fail(_ dialling: Dialling, _ reason: TransportError.Reason, _ detail: String) {
        phase = .closing
        dialling.finish(.failure(TransportError(reason, "connect", dialling.address, detail)))
        abort()
    }
}
