import Foundation

/// The figures, for readers and for programs.
struct Report {
    let figures: [Figure]
    let corpus: Corpus
    let rounds: Int
    let peers: [String]
    let emptyCall: Double

    var markdown: String {
        let present = peers.isEmpty ? "none (give --peers)" : peers.joined(separator: "; ")
        let head = """
            Peers: \(present)

            \(corpus.messages.count) messages, mean \(text(corpus.lineBytesMean, 1)) B as JSON lines. \
            Medians of \(rounds) interleaved rounds, CPU time. \
            A ratio is the median of per-round ratios, its quartiles behind it; below 1 is faster than the reference. \
            A peer is called once a message; the call alone is \(text(emptyCall, 1)) ns and is not subtracted.
            """
        return ([head] + Group.allCases.compactMap(table)).joined(separator: "\n\n")
    }

    private func table(_ group: Group) -> String? {
        let members = figures.filter { $0.group == group }
        guard !members.isEmpty else { return nil }
        let columns = ["", "ns/message", "B/message"] + group.references.map { "ratio to \($0)" }
        var lines = ["### \(group.name)", "", cells(columns), cells(["---"] + columns.dropFirst().map { _ in "---:" })]
        for member in members.sorted(by: { $0.nanoseconds < $1.nanoseconds }) {
            let ratios = group.references.map { reference in
                member.ratios.first { $0.reference == reference }.map(text) ?? "–"
            }
            let digits = member.nanoseconds < 100 ? 1 : 0
            lines.append(cells([member.name, text(member.nanoseconds, digits), text(member.bytes, 1)] + ratios))
        }
        return lines.joined(separator: "\n")
    }

    private func cells(_ texts: [String]) -> String { "| " + texts.joined(separator: " | ") + " |" }

    private func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    private func text(_ ratio: Figure.Ratio) -> String {
        "\(text(ratio.median, 2)) (\(text(ratio.lower, 2))–\(text(ratio.upper, 2)))"
    }
}

extension Report {
    private struct File: Encodable {
        struct Row: Encodable {
            let name: String
            let group: String
            let nanoseconds: Double
            let bytes: Double
            let ratios: [String: [String: Double]]
        }
        let messages: Int
        let lineBytesMean: Double
        let rounds: Int
        let emptyCallNanoseconds: Double
        let peers: [String]
        let rows: [Row]
    }

    /// The same figures. `ratios` goes by the reference's name, each with `lower`, `median` and `upper`.
    func json() throws -> Data {
        let rows = figures.map { figure in
            let ratios = figure.ratios.map {
                ($0.reference, ["lower": $0.lower, "median": $0.median, "upper": $0.upper])
            }
            return File.Row(
                name: figure.name, group: figure.group.name, nanoseconds: figure.nanoseconds, bytes: figure.bytes,
                ratios: Dictionary(uniqueKeysWithValues: ratios))
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(
            File(
                messages: corpus.messages.count, lineBytesMean: corpus.lineBytesMean, rounds: rounds,
                emptyCallNanoseconds: emptyCall, peers: peers, rows: rows))
    }
}
