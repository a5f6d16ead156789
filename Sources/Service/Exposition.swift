/// Prometheus text, version 0.0.4, line by line.
struct Exposition {
    private(set) var text = ""

    /// The lines before a metric's samples.
    mutating func metric(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    /// One sample. Label values are ours: names of channels, codecs and classes, which need no escapes.
    mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ",") + "}"
        }
        text += " \(Exposition.number(value))\n"
    }

    mutating func counter(_ name: String, _ help: String, _ value: UInt64) {
        metric(name, "counter", help)
        sample(name, [], Double(value))
    }

    mutating func gauge(_ name: String, _ help: String, _ value: Double) {
        metric(name, "gauge", help)
        sample(name, [], value)
    }

    mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
        metric(name, "histogram", help)
        var below: UInt64 = 0
        for (bound, count) in zip(histogram.bounds, histogram.counts) {
            below &+= count
            sample("\(name)_bucket", [("le", Exposition.number(bound))], Double(below))
        }
        sample("\(name)_bucket", [("le", "+Inf")], Double(histogram.count))
        sample("\(name)_sum", [], histogram.sum)
        sample("\(name)_count", [], Double(histogram.count))
    }

    private static func number(_ value: Double) -> String {
        value.rounded() == value && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    }
}
