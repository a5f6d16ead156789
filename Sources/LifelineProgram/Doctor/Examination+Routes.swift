import LifelineCore
import Roster

/// What the server offers besides the stream.
extension Examination {
    func health() -> Finding {
        guard let http else { return .skip("health", "a Unix socket has no HTTP") }
        // For anybody, if it is there at all.
        let answer = http.get("/healthz")
        let isThere = answer?.status != 401 || http.get("/healthz", bearer)?.status != 404
        return isThere ? route("health", answer, "/healthz") : .skip("health", "/healthz is not offered here")
    }

    func metrics() -> Finding {
        guard let http else { return .skip("metrics", "a Unix socket has no HTTP") }
        let answer = http.get("/metrics", bearer)
        let found = route("metrics", answer, "/metrics")
        guard found.verdict == .good, let answer else { return found }
        let families = String(decoding: answer.body, as: UTF8.self).split(separator: "\n").count {
            $0.hasPrefix("# TYPE ")
        }
        return .expect(
            "metrics", families > 0, "/metrics has \(families) families", orElse: "expected the Prometheus text format")
    }

    private func route(_ check: String, _ answer: PlainHTTP.Answer?, _ path: String) -> Finding {
        if answer?.status == 404 { return .skip(check, "\(path) is not offered here") }
        return .expect(
            check, answer?.status == 200, "\(path) is answered with \(words(answer?.status))", orElse: "expected 200")
    }

    /// The server's types and channels, by name and number, are ours.
    func schemas() -> Finding {
        let path = "/schemas/index.json"
        guard let http else { return .skip("schemas", "a Unix socket has no HTTP") }
        let answer = http.get(path, bearer)
        let found = route("schemas", answer, path)
        guard found.verdict == .good, let answer else { return found }
        let index = String(decoding: answer.body.filter { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }, as: UTF8.self)
        let types = Roster.catalogue.messages.filter {
            !index.contains("\"type\":\"\($0.kind.name)\",\"code\":\($0.kind.code),")
        }
        let channels = Roster.catalogue.channels.filter {
            !index.contains("\"name\":\"\($0.name)\",\"handle\":\($0.handle.rawValue),")
        }
        let missing = types.map { $0.kind.name.description } + channels.map(\.name.description)
        let all = Roster.catalogue.messages.count + Roster.catalogue.channels.count
        return .expect(
            "schemas", missing.isEmpty,
            missing.isEmpty
                ? "\(path) has all \(all) types and channels of this program"
                : "\(path) lacks \(missing.joined(separator: ", "))",
            orElse: "expected the types this program was built with: update the older of the two")
    }
}
