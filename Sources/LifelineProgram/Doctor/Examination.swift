import LifelineCore
import LifelineSession
import LifelineUV

/// All checks on one server, one after the other.
struct Examination {
    let url: ServerURL
    let token: Secret?
    let loop: EventLoop
    /// Who answers plain requests there; nil on a Unix socket.
    let http: PlainHTTP?
    private var findings: [Finding] = []

    init(_ url: ServerURL, _ token: Secret?, on loop: EventLoop) {
        self.url = url
        self.token = token
        self.loop = loop
        http = url.authority.map { PlainHTTP(authority: $0) }
    }

    /// Prints a line for each check as it is done.
    mutating func run() -> Outcome {
        guard tell(reachable()) else { return .failed }
        for check in [host, origin, tokenMissing, tokenWrong] where !Interrupt.came { tell(check()) }
        if let probe = tellSession() {
            tellCodecs(probe)
            for check in [oversize, version, health, metrics, schemas] where !Interrupt.came { tell(check()) }
        }
        let (bad, skipped) = (count(.bad), count(.skipped))
        let rest = skipped > 0 ? ", \(skipped) skipped" : ""
        StandardError.say(
            bad == 0
                ? "all is well: \(count(.good)) checks passed\(rest)"
                : "\(bad) of \(findings.count) checks failed\(rest)")
        return bad == 0 && !Interrupt.came ? .done : .failed
    }

    private func count(_ verdict: Finding.Verdict) -> Int { findings.count { $0.verdict == verdict } }

    /// False if it failed.
    @discardableResult
    mutating func tell(_ finding: Finding) -> Bool {
        findings.append(finding)
        _ = StandardOutput.print(finding.line)
        return finding.verdict != .bad
    }

    func probe(_ token: Secret?, _ codec: CodecChoice = .json) -> Probe? {
        do { return try Probe(url, token, codec, on: loop) } catch { return nil }
    }

    /// The path of the WebSocket, for requests that are no line's.
    var path: String {
        let rest = url.address.rest.dropFirst(2).drop { $0 != "/" }
        return rest.isEmpty ? "/ws" : String(rest)
    }

    /// How a stranger with the token opens a door, so that only what is checked is wrong.
    var bearer: [String] { token.map { ["Authorization: Bearer \($0.storage)"] } ?? [] }
}
