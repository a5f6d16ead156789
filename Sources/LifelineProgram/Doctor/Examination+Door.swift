import Glibc
import Lifeline
import LifelineCore
import LifelineSession
import LifelineUV

/// Who comes in, and who does not.
extension Examination {
    func reachable() -> Finding {
        guard let http else {
            guard let probe = probe(token) else { return .fail("reachable", "no transport for \(url.address)") }
            defer { probe.close() }
            let isOpen = probe.open()
            return .expect(
                "reachable", isOpen,
                isOpen ? "\(url.address) answers" : "\(url.address): \(probe.trouble ?? "no answer")",
                orElse: "start `lifeline serve`, or give the path it printed")
        }
        guard let socket = http.connect() else {
            return .fail("reachable", "nobody listens at \(http.authority): start `lifeline serve`, or mind the port")
        }
        close(socket)
        return .ok("reachable", "\(http.authority) answers")
    }

    func host() -> Finding {
        guard let http else { return .skip("foreign host", "a Unix socket knows no Host header") }
        let status = http.upgrade(path, host: "evil.example", bearer)?.status
        return .expect(
            "foreign host", status == 403, "Host: evil.example is answered with \(words(status))",
            orElse: "expected 403: a page that rebinds its name to this address would come in")
    }

    func origin() -> Finding {
        guard let http else { return .skip("foreign origin", "a Unix socket knows no Origin header") }
        let status = http.upgrade(path, ["Origin: https://evil.example"] + bearer)?.status
        return .expect(
            "foreign origin", status == 403, "Origin: https://evil.example is answered with \(words(status))",
            orElse: "expected 403: any page in a browser could connect")
    }

    func tokenMissing() -> Finding {
        guard http != nil else { return .skip("no token", "on a Unix socket the kernel says who it is") }
        return refusal("no token", nil, "without a token", "start it without `--auth none`")
    }

    func tokenWrong() -> Finding {
        guard http != nil else { return .skip("wrong token", "on a Unix socket the kernel says who it is") }
        return refusal("wrong token", Secret("0-wrong-token"), "with a wrong token", "a token is of no use there")
    }

    private func refusal(_ check: String, _ token: Secret?, _ how: String, _ advice: String) -> Finding {
        guard let probe = probe(token) else { return .fail(check, "no transport for \(url.address)") }
        defer { probe.close() }
        let isOpen = probe.open() && !probe.wait(.milliseconds(500)) { $0.session.state == .closed }
        let why = probe.trouble ?? "the link ended"
        let isRefusal = ["401", "4502", "unauthorized"].contains { why.contains($0) }
        return .expect(
            check, !isOpen && isRefusal, isOpen ? "\(how) one comes in" : "\(how): \(why)",
            orElse: "expected 401 or 4502: \(advice)")
    }

    func version() -> Finding {
        guard let http else { return .skip("version", "a Unix socket has no handshake") }
        let answer = http.upgrade(path, version: 12, bearer)
        let isRefused = answer?.status == 426 && answer?.head.contains("sec-websocket-version: 13") == true
        let good = http.upgrade(path, bearer)
        let isTaken = good?.status == 101 && good?.head.contains("sec-websocket-protocol: lifeline.v1.json") == true
        return .expect(
            "version", isRefused && isTaken,
            "WebSocket 12 is answered with \(words(answer?.status)), 13 with \(words(good?.status))",
            orElse:
                "expected 426 that names 13, and 101 with lifeline.v1.json: is it a Lifeline server, and the token right?"
        )
    }

    func words(_ status: Int?) -> String { status.map(String.init) ?? "nothing" }
}
