/// Decides who comes in, before it matters what they want. One path for plain requests and upgrades, in a fixed order:
/// Host, Origin, token, method, path, and what an upgrade needs besides.
public struct Gatekeeper: Sendable {
    /// Names we answer to. Anything else is a page that rebinds its own name to our address.
    public var hosts: [Authority]
    /// Pages that may connect. A request without Origin comes from no page.
    public var origins: [Origin]
    public var token: TokenRule
    /// Where WebSockets are.
    public var upgradePaths: [StaticString] = ["/ws"]
    /// What anybody may GET without a token, such as a health check.
    public var openPaths: [String] = []
    /// Our subprotocols. A client's order decides among them.
    public var subprotocols: [StaticString] = ["lifeline.v1.json", "lifeline.v1.energy"]
    /// The largest body of a POST. Default 64 KiB.
    public var bodyBytesMax = 64 << 10

    /// Lets in loopback names with this port, and our own pages. Add to `hosts` and `origins` for more.
    public init(port: UInt16, token: TokenRule) {
        hosts = Authority.loopback(port: port)
        origins = Origin.loopback(port: port)
        self.token = token
    }

    public enum Verdict: Sendable {
        /// Answer with `SwitchingAnswer`; what follows the head are frames.
        case upgrade(Upgrade)
        /// For the transport's routes; `contentLength` bytes of body follow the head of a POST.
        case plain(holder: Holder?)
        /// Answer with `HTTPRefusal.write` and close.
        case refused(HTTPRefusal)
    }

    /// What a 101 needs, and who is behind it. Without a holder the first message must bring a token, if a rule is in
    /// force.
    public struct Upgrade: Sendable {
        public let accept: WebSocketAccept
        public let subprotocols: SubprotocolOffer
        public let holder: Holder?
    }

    public func judge(_ head: RequestHead) -> Verdict {
        do throws(HTTPRefusal) {
            try checkHost(head)
            try checkOrigin(head)
            let holder = try checkToken(head)
            try checkMethod(head)
            let isUpgradePath = upgradePaths.contains { head.isPath($0) }
            guard head.asksForWebSocket else {
                if isUpgradePath { throw .upgradeMissing }
                guard head.contentLength <= bodyBytesMax else { throw .bodyTooLarge }
                return .plain(holder: holder)
            }
            guard isUpgradePath else { throw .pathUnknown }
            return .upgrade(try upgrade(head, holder))
        } catch {
            return .refused(error)
        }
    }

    private func checkHost(_ head: RequestHead) throws(HTTPRefusal) {
        let isOurs = head.fields.with(head.host) { value in hosts.contains { $0.isSpelled(value) } }
        guard isOurs else { throw .hostForbidden }
    }

    private func checkOrigin(_ head: RequestHead) throws(HTTPRefusal) {
        switch head.fields.find("origin") {
        case .absent: return
        case .repeated: throw .originForbidden
        case .once(let piece):
            guard let origin = head.fields.with(piece, { Origin($0) }), origins.contains(origin) else {
                throw .originForbidden
            }
        }
    }

    private func checkToken(_ head: RequestHead) throws(HTTPRefusal) -> Holder? {
        switch Credential.look(in: head, token) {
        case .held(let holder): return holder
        case .wrong: throw .tokenWrong
        case .malformed: throw .credentialMalformed
        case .none: break
        }
        switch token.demand {
        case .never: return nil
        case .unlessUpgrade where head.asksForWebSocket: return nil
        case .always, .unlessUpgrade: break
        }
        let isOpen = !head.asksForWebSocket && head.method != .post && openPaths.contains { head.isPath($0) }
        guard isOpen else { throw .tokenMissing }
        return nil
    }

    private func checkMethod(_ head: RequestHead) throws(HTTPRefusal) {
        if head.method == .other { throw .methodUnknown }
        if head.asksForWebSocket && head.method != .get { throw .upgradeMalformed }
    }

    private func upgrade(_ head: RequestHead, _ holder: Holder?) throws(HTTPRefusal) -> Upgrade {
        guard head.fields.lists("upgrade", under: "connection"), case .once = head.fields.find("upgrade") else {
            throw .upgradeMalformed
        }
        guard head.value("sec-websocket-version", { ASCIIText.equals($0, "13") }) == true else {
            throw .versionUnsupported
        }
        guard let key = head.value("sec-websocket-key", { WebSocketKey($0) }) ?? nil else { throw .keyMalformed }
        let offer = try SubprotocolOffer(head, ours: subprotocols)
        return Upgrade(accept: key.accept, subprotocols: offer, holder: holder)
    }
}
