import ContractTrials
import LifelineCore

/// What the contract promises of one trial, and what was seen.
struct Promise {
    let trial: String
    let what: String
    let must: String
    let seen: String
    let isKept: Bool

    init(_ trial: String, _ what: String, must: String, seen: String, _ isKept: Bool) {
        (self.trial, self.what, self.must, self.seen, self.isKept) = (trial, what, must, seen, isKept)
    }

    static let titles = ["", "trial", "promise", "must be", "is"]

    var cells: [String] { [isKept ? "ok" : "FAIL", trial, what, must, seen] }

    /// A row for each, in columns as wide as they have to be.
    static func table(_ promises: [Promise]) -> String {
        let rows = [titles] + promises.map(\.cells)
        let widths = titles.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let padded = zip(row, widths).dropLast().map { Prose.padded($0, $1) } + [row[row.count - 1]]
            return padded.joined(separator: "  ") + "\n"
        }.joined()
    }

    /// "everything above was kept", or how much was not.
    static func verdict(_ promises: [Promise]) -> String {
        let broken = promises.count { !$0.isKept }
        return broken == 0
            ? "All \(promises.count) promises are kept.\n" : "\(broken) of \(promises.count) promises are broken.\n"
    }
}

extension LatencyTrial {
    var name: String { "\(way.rawValue), \(codec.name)" }

    var promises: [Promise] {
        let (median, tail) = (latency.quantile(0.5), latency.quantile(0.99))
        let seconds = published / LatencyTrial.hertz
        return [
            Promise(name, "median", must: "≤ 5 ms", seen: Prose.milliseconds(median), median <= .milliseconds(5)),
            Promise(name, "p99", must: "≤ 10 ms", seen: Prose.milliseconds(tail), tail <= .milliseconds(10)),
            Promise(
                name, "lost or disordered", must: "0 of \(Prose.grouped(published))", seen: "\(lost + disordered)",
                lost + disordered == 0),
            // A short run may have a whole minute's share.
            Promise(
                name, "dropped frames", must: "< 10 a minute", seen: "\(dropped) in \(seconds) s",
                dropped * 60 < 10 * max(seconds, 60)),
            Promise(
                name, "clock", must: "60 ± 0.5 Hz", seen: "\(Prose.decimal(clockHertz, 3)) Hz",
                abs(clockHertz - 60) <= 0.5),
        ]
    }
}

extension BurstTrial {
    func promises(_ name: String) -> [Promise] {
        [
            Promise(
                name, "\(BurstTrial.tokens) tokens in a second", must: "all text",
                seen: "\(Prose.grouped(textBytes)) bytes, \(isTextWhole ? "whole" : "NOT whole")", isTextWhole),
            Promise(
                name, "beats beside them", must: "\(beats), none lost",
                seen: "\(beatsLost) lost, \(beatsConflated + skipped) skipped", beatsLost == 0),
        ]
    }
}

extension StreamingTrial {
    var promises: [Promise] {
        let name = "\(clients) \(clients == 1 ? "client" : "clients"), \(codec.name)"
        return [
            Promise(
                name, "CPU of a tick, on – off", must: "< 1 ms",
                seen: "\(Prose.milliseconds(cost)) (\(Prose.milliseconds(streaming)) – \(Prose.milliseconds(quiet)))",
                cost < .milliseconds(1) && heard == beats)
        ]
    }
}

extension ReconnectTrial {
    var promises: [Promise] {
        let (name, tail) = ("\(clients) clients, cut", away.quantile(0.99))
        return [
            Promise(
                name, "back and resumed", must: "all \(Prose.grouped(cuts))",
                seen: "\(Prose.grouped(Int(away.count))), \(Prose.grouped(resumed)) resumed",
                away.count == cuts && resumed == cuts),
            Promise(name, "away, p99", must: "< 1 s", seen: Prose.milliseconds(tail), tail < .seconds(1)),
        ]
    }
}

extension CrowdTrial {
    var name: String { "\(clients) clients, json" }

    var promises: [Promise] {
        let tail = latency.quantile(0.99)
        return [
            Promise(
                name, "lost or disordered", must: "0 of \(Prose.grouped(published * clients))",
                seen: "\(Prose.grouped(lost + disordered)); \(Prose.grouped(conflated)) gave way to newer ones",
                lost == 0 && disordered == 0),
            Promise(name, "p99", must: "≤ 16.7 ms", seen: Prose.milliseconds(tail), tail <= .microseconds(16_700)),
            Promise(
                name, "memory, \(neverReading) never read", must: "< 64 MB more",
                seen: "\(Prose.decimal(Double(grown) / 1e6)) MB", grown < 64 << 20),
        ]
    }
}

extension ListenTrial {
    func promises(_ name: String) -> [Promise] {
        let tail = latency.quantile(0.99)
        return [
            Promise(name, "lost", must: "0 of \(Prose.grouped(received))", seen: Prose.grouped(lost), lost == 0),
            Promise(name, "p99", must: "≤ 16.7 ms", seen: Prose.milliseconds(tail), tail <= .microseconds(16_700)),
        ]
    }
}
