import ContractTrials
import LifelineCore

/// One row for each trial.
struct BenchTable {
    static let codecs = [CodecChoice.json, .energy]

    private static let titles = [
        "messages", "lost", "conflated", "median", "p90", "p99", "longest", "CPU each", "server's",
    ]
    private static let widths = [12, 9, 11, 11, 11, 11, 11, 11, 11]

    var head: String { line("", BenchTable.titles) }

    func row(_ trial: LatencyTrial) -> String {
        row(
            trial.name, trial.received, trial.lost, trial.conflated, trial.latency,
            trial.processorPerMessage, trial.serverPerMessage)
    }

    func row(_ crowd: CrowdTrial) -> String {
        row(
            crowd.name, crowd.received, crowd.lost, crowd.conflated, crowd.latency,
            crowd.processorPerMessage,
            crowd.serverPerMessage)
    }

    func row(
        _ name: String, _ messages: Int, _ lost: Int, _ conflated: Int, _ latency: Percentiles, _ each: Duration?,
        _ server: Duration?
    ) -> String {
        let late =
            [0.5, 0.9, 0.99].map { Prose.milliseconds(latency.quantile($0)) } + [Prose.milliseconds(latency.max)]
        let cost = [each, server].map { $0.map { "\(Prose.decimal($0.inSeconds * 1e6)) µs" } ?? "–" }
        return line(name, [messages, lost, conflated].map { Prose.grouped($0) } + late + cost)
    }

    private func line(_ name: String, _ cells: [String]) -> String {
        let right = zip(cells, BenchTable.widths).map { Prose.right($0, $1) }
        return Prose.padded(name, 20) + right.joined() + "\n"
    }
}
