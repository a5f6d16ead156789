import Lifeline
import ContractTrials
import LifelineCore
import LifelineSession
import LifelineUV

/// What a session promises, and how fast it is.
extension Examination {
    private static let trips = 20

    /// The probe that came in; nil if none did.
    mutating func tellSession() -> Probe? {
        guard let probe = probe(token) else { return nil }
        let isOpen = probe.open()
        guard let welcome = probe.welcome, isOpen else {
            tell(
                .fail(
                    "session",
                    "no welcome: \(probe.trouble ?? "no answer"); give the whole address that the server printed, or --token"
                ))
            return nil
        }
        tell(.ok("session", "\(welcome.server) speaks \(welcome.version), \(welcome.channels.count) channels"))
        tell(limits(welcome))
        tell(latency(probe))
        return probe
    }

    private func limits(_ welcome: Welcome) -> Finding {
        let isSound =
            welcome.recordMax >= 4096 && welcome.heartbeat >= 10 && welcome.timeout > welcome.heartbeat
        return .expect(
            "limits", isSound,
            "record \(Prose.grouped(Int(welcome.recordMax))) bytes, window \(welcome.window), "
                + "heartbeat \(welcome.heartbeat) ms, timeout \(welcome.timeout) ms",
            orElse: "expected records of 4,096 bytes or more, and a timeout longer than the heartbeat")
    }

    /// A request that no server knows is answered as soon as any.
    private func latency(_ probe: Probe) -> Finding {
        let trips = Locked(Percentiles())
        for trip in 1...Examination.trips {
            probe.onLoop { line in
                let start = ContinuousClock().now
                var request = Request()
                request.method = "doctor.ping"
                line.request(request) { _ in trips.withLock { $0.add(ContinuousClock().now - start) } }
            }
            guard probe.wait(.seconds(2), until: { _ in trips.withLock { $0.count } == UInt64(trip) }) else {
                return .fail("latency", "request \(trip) had no answer in 2 s: is the server's loop blocked?")
            }
        }
        let all = trips.withLock { $0 }
        let median = all.quantile(0.5)
        return .expect(
            "latency", median <= .milliseconds(5),
            "round trip of a request: median \(Prose.milliseconds(median)) of \(Examination.trips), "
                + "longest \(Prose.milliseconds(all.max))",
            orElse: "expected at most 5 ms on one machine: is it busy, or far away?")
    }

    /// One byte too many, in a request.
    func oversize() -> Finding {
        guard let probe = probe(token), probe.open(), let welcome = probe.welcome else {
            return .skip("oversize", "no session to try it on")
        }
        defer { probe.close() }
        let limit = Int(welcome.recordMax)
        guard limit <= 3 << 20 else { return .skip("oversize", "the limit is more than this client sends at once") }
        probe.onLoop { line in
            var request = Request()
            request.method = "doctor.oversize"
            request.params = Document(canonical: [0x22] + [UInt8](repeating: 0x61, count: limit) + [0x22])
            line.request(request) { _ in }
        }
        let isClosed = probe.wait(.seconds(5)) { $0.session.state == .closed }
        let why = probe.trouble ?? "the link ended"
        // A Unix socket has no words for a close.
        let isRight = isClosed && (http == nil || why.contains("4505"))
        return .expect(
            "oversize", isRight,
            "a record over \(Prose.grouped(limit)) bytes: \(isClosed ? "closed, \(why)" : "taken")",
            orElse: "expected close 4505: the limit that it announced is not kept")
    }
}
