import ContractTrials
import Glibc
import LifelineCore

/// Latencies as a picture: by percentile on the left, over time on the right. One SVG that needs nothing else.
struct LatencyPlot {
    private static let colours = ["#2563eb", "#0d9488", "#d97706", "#db2777"]
    private static let width = 1080.0
    private static let height = 520.0
    /// Both axes of latency: 10 µs to 100 ms.
    private static let floor = 1e-5
    private static let decades = 4.0

    private let trials: [LatencyTrial]

    init(_ trials: [LatencyTrial]) { self.trials = trials }

    // MARK: Panels

    /// Where a panel lies.
    private struct Panel {
        let x, y, width, height: Double

        /// `share` of the width from the left, and the height of a latency.
        func point(_ share: Double, _ seconds: Double) -> (Double, Double) {
            let rise = log10(max(seconds, LatencyPlot.floor) / LatencyPlot.floor) / LatencyPlot.decades
            return (x + width * min(max(share, 0), 1), y + height * (1 - min(rise, 1)))
        }
    }

    private let left = Panel(x: 76, y: 96, width: 450, height: 350)
    private let right = Panel(x: 606, y: 96, width: 440, height: 350)

    var svg: String {
        let parts =
            [LatencyPlot.opening, title] + grid(left) + grid(right) + percentileTicks + timeTicks
            + trials.enumerated().flatMap { [dots($1, $0), curve($1, $0)] } + [promises] + legend + ["</svg>\n"]
        return parts.joined(separator: "\n")
    }

    private static var opening: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(SVG.number(width)) \(SVG.number(height))" role="img" \
        aria-label="Latency of Lifeline by percentile and over time">
        <style>
        svg { background: #fff; font: 13px system-ui, sans-serif; }
        text { fill: #1f2937; } .faint { fill: #6b7280; } .grid { stroke: #e5e7eb; } .promise { stroke: #9ca3af; stroke-dasharray: 5 4; }
        .title { font-size: 19px; font-weight: 600; } .curve { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
        @media (prefers-color-scheme: dark) { svg { background: #0f172a; } text { fill: #e5e7eb; } .faint { fill: #94a3b8; } .grid { stroke: #1e293b; } }
        </style>
        """
    }

    private var title: String {
        let messages = trials.reduce(0) { $0 + $1.received }
        let median = trials.map { $0.latency.quantile(0.5) }.max() ?? .zero
        return SVG.text(76, 40, "From publish to handler", "title")
            + SVG.text(
                76, 64,
                "\(Prose.grouped(messages)) messages at 60 Hz on one machine; median at most \(Prose.milliseconds(median))",
                "faint") + SVG.text(left.x, left.y - 10, "by percentile", "faint")
            + SVG.text(right.x, right.y - 10, "over time", "faint")
    }

    private func grid(_ panel: Panel) -> [String] {
        zip([1e-5, 1e-4, 1e-3, 1e-2, 1e-1], ["10 µs", "100 µs", "1 ms", "10 ms", "100 ms"]).map { seconds, label in
            let (x, y) = panel.point(0, seconds)
            return SVG.line(x, y, panel.x + panel.width, y, "grid") + SVG.text(x - 8, y + 4, label, "faint", "end")
        }
    }

    /// Each nine is as wide as the one before.
    private static func share(_ percentile: Double) -> Double { -log10(max(1 - percentile, 1e-4)) / 4 }

    private var percentileTicks: [String] {
        zip([0, 0.5, 0.9, 0.99, 0.999, 0.9999], ["0", "50 %", "90 %", "99 %", "99.9 %", "99.99 %"]).map { at, label in
            let x = left.x + left.width * LatencyPlot.share(at)
            return SVG.line(x, left.y, x, left.y + left.height, "grid")
                + SVG.text(x, left.y + left.height + 20, label, "faint", "middle")
        }
    }

    private var span: Double { trials.map { Double($0.published) / Double(LatencyTrial.hertz) }.max() ?? 1 }

    private var timeTicks: [String] {
        (0...4).map { quarter in
            let x = right.x + right.width * Double(quarter) / 4
            return SVG.text(
                x, right.y + right.height + 20, "\(Prose.decimal(span * Double(quarter) / 4)) s", "faint", "middle")
        }
    }

    // MARK: Data

    private func curve(_ trial: LatencyTrial, _ index: Int) -> String {
        let points = stride(from: 0.0, through: 1, by: 0.01).map { share in
            let (x, y) = left.point(share, trial.latency.quantile(1 - pow(10, -share * 4)).inSeconds)
            return "\(SVG.number(x)),\(SVG.number(y))"
        }
        return
            "<polyline class=\"curve\" stroke=\"\(LatencyPlot.colours[index % 4])\" points=\"\(points.joined(separator: " "))\"/>"
    }

    private func dots(_ trial: LatencyTrial, _ index: Int) -> String {
        let start = trial.samples.first?.at ?? .zero
        let path = trial.samples.map { sample in
            let (x, y) = right.point((sample.at - start).inSeconds / span, sample.latency.inSeconds)
            return "M\(SVG.number(x)) \(SVG.number(y))h0"
        }
        return
            "<path fill=\"none\" stroke=\"\(LatencyPlot.colours[index % 4])\" stroke-opacity=\".55\" stroke-width=\"2.4\" "
            + "stroke-linecap=\"round\" d=\"\(path.joined())\"/>"
    }

    private var promises: String {
        [("promised median, 5 ms", 0.5, 5e-3), ("promised p99, 10 ms", 0.99, 1e-2)].map { label, percentile, seconds in
            let (x, y) = left.point(LatencyPlot.share(percentile), seconds)
            let (end, _) = left.point(LatencyPlot.share(percentile) + 0.24, seconds)
            return SVG.line(x, y, end, y, "promise") + SVG.text(x, y - 6, label, "faint")
        }.joined()
    }

    private var legend: [String] {
        trials.enumerated().map { index, trial in
            let x = 76 + Double(index) * 245
            return
                "<circle cx=\"\(SVG.number(x + 5))\" cy=\"492\" r=\"5\" fill=\"\(LatencyPlot.colours[index % 4])\"/>"
                + SVG.text(
                    x + 18, 496,
                    "\(trial.way.rawValue), \(trial.codec.name): p99 \(Prose.milliseconds(trial.latency.quantile(0.99)))",
                    "")
        }
    }
}
