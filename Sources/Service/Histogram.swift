/// How often a value fell below each of a few bounds: what Prometheus calls a histogram.
struct Histogram {
    let bounds: [Double]
    private(set) var counts: [UInt64]
    private(set) var sum = 0.0
    private(set) var count: UInt64 = 0

    /// `bounds` ascend.
    init(_ bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count)
    }

    /// From 10 µs to 1 s.
    static var seconds: Histogram {
        Histogram([0.000_01, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.016_7, 0.05, 0.1, 0.5, 1])
    }

    mutating func add(_ value: Double) {
        count &+= 1
        sum += value
        if let index = bounds.firstIndex(where: { value <= $0 }) { counts[index] &+= 1 }
    }

    mutating func add(_ duration: Duration) { add(duration.seconds) }

    /// About where this share of the values lies below: the bound of its bucket.
    func quantile(_ share: Double) -> Double {
        var rest = Double(count) * share
        for (bound, count) in zip(bounds, counts) {
            rest -= Double(count)
            if rest <= 0 { return bound }
        }
        return bounds.last ?? 0
    }
}

extension Duration {
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
