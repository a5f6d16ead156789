import ContractTrials
import LifelineCore
import LifelineUV

/// How much came, how large it was, how late, and what did not come.
struct WatchStatistics {
    private struct Row {
        var count = 0
        var bytes = 0
    }

    var began = Instant(nanoseconds: 0)
    var reconnects = 0
    private let server: String
    private var rows: [String: Row] = [:]
    private var before: [String: Row] = [:]
    private var bytes = 0
    private var bytesBefore = 0
    private var shownAt: Instant?
    private var latency = Percentiles()
    private var lag = Lag()
    private var linesShown = 0

    init(_ server: String) { self.server = server }

    mutating func recordHeard(_ count: Int) { bytes += count }

    /// Latency counts what was published just now: no replays, no snapshots; once the other clock is known.
    mutating func heard(_ message: borrowing TapReader.Heard, clockOffset: Int64?) {
        rows[message.type, default: Row()].count += 1
        rows[message.type, default: Row()].bytes += message.line.count
        let envelope = message.envelope
        guard envelope.seq > 0, !envelope.flags.contains(.replay), message.type != "state_snapshot", let clockOffset
        else {
            return
        }
        latency.add(.microseconds(WallClock.now.microseconds &+ clockOffset &- envelope.time.microseconds))
    }

    mutating func add(_ notice: Lag) {
        lag.conflated = lag.conflated.addingReportingOverflow(notice.conflated).partialValue
        lag.joined = lag.joined.addingReportingOverflow(notice.joined).partialValue
        lag.dropped = lag.dropped.addingReportingOverflow(notice.dropped).partialValue
    }

    /// Everything so far, and the rates since the last page. On a terminal of so many columns: over the last page.
    mutating func page(at now: Instant, state: String, roundTrip: Duration?, columns: Int?) -> String {
        let seconds = max((shownAt ?? began).duration(to: now).inSeconds, 0.001)
        let all = rows.values.reduce(0) { $0 + $1.count }
        let fresh = all - before.values.reduce(0) { $0 + $1.count }
        var lines = ["\(server) · \(state) · \(Prose.decimal(began.duration(to: now).inSeconds)) s"]
        lines.append(
            "  \(Prose.decimal(Double(fresh) / seconds)) messages/s (\(Prose.grouped(all)) in all)   "
                + "\(Prose.decimal(Double(bytes - bytesBefore) / seconds, 0)) bytes/s (\(Prose.grouped(bytes)) in all)")
        let median = latency.count == 0 ? "–" : Prose.milliseconds(latency.quantile(0.5))
        let tail = latency.count == 0 ? "–" : Prose.milliseconds(latency.quantile(0.99))
        lines.append(
            "  round trip \(roundTrip.map { Prose.milliseconds($0) } ?? "–")   latency median \(median), p99 \(tail)")
        lines.append(
            "  conflated \(Prose.grouped(Int(lag.conflated)))   joined \(Prose.grouped(Int(lag.joined)))   "
                + "dropped \(Prose.grouped(Int(lag.dropped)))   reconnects \(reconnects)")
        for (type, row) in rows.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
            let rate = Double(row.count - (before[type]?.count ?? 0)) / seconds
            lines.append(
                "  \(Prose.padded(type, 20)) \(Prose.right(Prose.decimal(rate), 9))/s "
                    + "\(Prose.right(Prose.grouped(row.count), 11)) \(Prose.right(Prose.grouped(row.bytes), 13)) bytes as JSON"
            )
        }
        defer {
            (before, bytesBefore, shownAt) = (rows, bytes, now)
            linesShown = lines.count
        }
        guard let columns else { return lines.joined(separator: "\n") + "\n\n" }
        let back = linesShown > 0 ? "\u{1B}[\(linesShown)A\u{1B}[J" : ""
        return back + lines.map { Prose.cut($0, columns) + "\n" }.joined()
    }
}
