import FuzzKit
import HTTPHead

enum HeadTarget {
    static func request(_ input: UnsafeRawBufferPointer) {
        guard let split = Split(input) else { return }
        let whole = read([split.whole])
        let cut = read(split.pieces)
        law(whole.outcome == cut.outcome, "\(whole.outcome) whole, \(cut.outcome) in pieces")
        if let head = whole.head { judge(head) }
    }

    private static func read(_ pieces: [UnsafeRawBufferPointer]) -> (outcome: String, head: RequestHead?) {
        var reader = RequestReader()
        var before = 0
        for piece in pieces {
            switch reader.read(piece) {
            case .more: before += piece.count
            case .head(let head, let eaten):
                law(eaten <= piece.count, "more was eaten than there was")
                return ("head of \(before + eaten), body of \(head.contentLength)", head)
            case .refused(let refusal): return ("\(refusal)", nil)
            }
        }
        return ("more", nil)
    }

    /// Whoever is let in has named us, comes from no foreign page, and has the token, or must show it yet.
    private static func judge(_ head: RequestHead) {
        let token = Array("0123456789abcdef".utf8)
        let gate = Gatekeeper(port: 80, token: .launch(LaunchToken(token)))
        let mayEnter: Bool
        switch gate.judge(head) {
        case .upgrade:
            mayEnter = true
            law(head.contentLength == 0, "an upgrade with a body")
        case .plain(let holder):
            mayEnter = true
            law(holder != nil, "in without the token")
        case .refused: mayEnter = false
        }
        _ = head.queryValue("token", bytesMax: 64)
        guard mayEnter else { return }
        let host = head.string("host")?.lowercased() ?? ""
        law(["localhost", "127.0.0.1", "[::1]"].contains(host), "in as \(host)")
        if let origin = head.string("origin")?.lowercased() {
            let ours = ["http://localhost", "http://127.0.0.1", "http://[::1]"]
            law(ours.contains { origin == $0 || origin == $0 + ":80" }, "in from \(origin)")
        }
    }

    static func response(_ input: UnsafeRawBufferPointer) {
        guard let split = Split(input) else { return }
        let handshake = try? ClientHandshake(
            host: "localhost", path: "/ws", key: WebSocketKey(entropy: 1, 2), subprotocols: ["lifeline.v1.json"])
        func outcome(_ pieces: [UnsafeRawBufferPointer]) -> String {
            var reader = ResponseReader()
            for piece in pieces {
                switch reader.read(piece) {
                case .more: break
                case .head(let head, _): return "\(head.status) \(String(describing: handshake?.judge(head)))"
                case .refused(let refusal): return "\(refusal)"
                }
            }
            return "more"
        }
        law(outcome([split.whole]) == outcome(split.pieces), "another answer in pieces")
    }

    static func names(_ input: UnsafeRawBufferPointer) {
        let text = String(decoding: input, as: UTF8.self)
        if let origin = Origin(text) {
            law(Origin(origin.description) == origin, "\(origin) does not read as itself")
        }
        if let authority = Authority(host: text, port: 8080) {
            law(authority.host.utf8.count <= input.count, "a host longer than its name")
        }
        if let decoded = PercentCoding.decoded(input, bytesMax: 64) { law(decoded.count <= 64, "too long") }
    }
}
