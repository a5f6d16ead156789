import HTTPHead
import LifelineCore
import LifelineUV
import WebSocketWire

/// The server's side of the handshake, and plain requests.
extension WebSocketLink {
    func hear(_ handshake: Handshake, _ bytes: UnsafeMutableRawBufferPointer) {
        if handshake.request != nil { return hearBody(handshake, UnsafeRawBufferPointer(bytes)) }
        switch handshake.reader.read(UnsafeRawBufferPointer(bytes)) {
        case .more: break
        case .refused(let refusal): refuse(refusal, handshake)
        case .head(let head, let eaten):
            judge(head, handshake, rest: UnsafeMutableRawBufferPointer(rebasing: bytes[eaten...]))
        }
    }

    private func judge(_ head: RequestHead, _ handshake: Handshake, rest: UnsafeMutableRawBufferPointer) {
        guard let desk = handshake.desk else { return }
        switch desk.gatekeeper.judge(head) {
        case .refused(let refusal):
            guard refusal.status == 401, head.takesHTML, let page = desk.options.routes?.unauthorized else {
                return refuse(refusal, handshake, withBody: head.method != .head)
            }
            desk.left(handshake)
            phase = .answering
            respond(page, withBody: head.method != .head)
        case .upgrade(let upgrade): open(upgrade, head, handshake, desk, rest: rest)
        case .plain(let holder):
            let path = head.withPath { String(decoding: $0, as: UTF8.self) }
            handshake.request = HTTPRequest(head: head, path: path, loop: loop, holder: holder)
            handshake.bodyLeft = head.contentLength
            hearBody(handshake, UnsafeRawBufferPointer(rest))
        }
    }

    private func open(
        _ upgrade: Gatekeeper.Upgrade, _ head: RequestHead, _ handshake: Handshake, _ desk: FrontDesk,
        rest: UnsafeMutableRawBufferPointer
    ) {
        let isOpen = withUnsafeTemporaryAllocation(byteCount: SwitchingAnswer.bytesMax, alignment: 1) { room in
            guard let count = answer(upgrade, desk, to: room) else { return false }
            write(copying: UnsafeRawBufferPointer(rebasing: room[..<count]))
            return true
        }
        guard isOpen else { return refuse(.subprotocolsMalformed, handshake) }
        handshake.greet(upgrade, head, desk.gatekeeper.subprotocols)
        desk.left(handshake)
        open(handshake.greeting, rest) { desk.accept(self) }
    }

    /// A client that knows none of our subprotocols is let in under the name it gave, for a browser shows no body of a
    /// refusal: the session tells it what is spoken here, and closes.
    private func answer(
        _ upgrade: Gatekeeper.Upgrade, _ desk: FrontDesk, to room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        if let unknown = upgrade.subprotocols.firstUnknown {
            return SwitchingAnswer.write(upgrade.accept, explainingTo: unknown, to: room)
        }
        let chosen = upgrade.subprotocols.chosen.map { desk.gatekeeper.subprotocols[$0] }
        return SwitchingAnswer.write(upgrade.accept, subprotocol: chosen, to: room)
    }

    private func hearBody(_ handshake: Handshake, _ bytes: UnsafeRawBufferPointer) {
        let part = bytes.prefix(handshake.bodyLeft)
        handshake.request?.body.append(contentsOf: part)
        handshake.bodyLeft -= part.count
        guard handshake.bodyLeft == 0, let request = handshake.request, let desk = handshake.desk else { return }
        desk.left(handshake)
        phase = .answering
        let withBody = request.head.method != .head
        guard let route = desk.options.routes?.route(for: request.path) else {
            return respond(.pathUnknown, withBody: withBody)
        }
        var isAnswered = false
        route(request) { [weak self] response in
            guard !isAnswered else { return }
            isAnswered = true
            self?.respond(response, withBody: withBody)
        }
    }

    private func refuse(_ refusal: HTTPRefusal, _ handshake: Handshake, withBody: Bool = true) {
        handshake.desk?.left(handshake)
        respond(refusal, withBody: withBody)
    }

    private func respond(_ refusal: HTTPRefusal, withBody: Bool) {
        phase = .closing
        withUnsafeTemporaryAllocation(byteCount: HTTPRefusal.answerBytesMax, alignment: 1) { room in
            guard let count = refusal.write(to: room, withBody: withBody) else { return }
            write(copying: UnsafeRawBufferPointer(rebasing: room[..<count]))
        }
        close(lingering: .seconds(1))
    }

    private func respond(_ response: HTTPResponse, withBody: Bool) {
        guard case .answering = phase else { return }
        phase = .closing
        _ = response.bytes(withBody: withBody).withUnsafeBytes { write(copying: $0) }
        close(lingering: .seconds(1))
    }
}

extension Handshake {
    fileprivate func greet(_ upgrade: Gatekeeper.Upgrade, _ head: RequestHead, _ ours: [StaticString]) {
        greeting.path = head.withPath { String(decoding: $0, as: UTF8.self) }
        greeting.subprotocol = upgrade.subprotocols.chosen.map { ours[$0].description }
        greeting.offersUnknown = upgrade.subprotocols.offered > 0 && upgrade.subprotocols.chosen == nil
        greeting.holder = upgrade.holder?.number
        if case .value(let value) = head.queryValue("channels", bytesMax: 4096) {
            greeting.channels = value.split(separator: UInt8(ascii: ",")).compactMap {
                ChannelName(String(decoding: $0, as: UTF8.self))
            }
        }
    }
}
