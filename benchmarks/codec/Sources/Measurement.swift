/// Samples rows in interleaved rounds.
///
/// Every round runs every row once, beginning one row further than the round before, and a row is held against the
/// sample that its reference gave in the same round. What slows the machine for a while slows both.
struct Measurement {
    private static let sampleNanosecondsMin: UInt64 = 2_000_000

    let rows: [Row]
    let rounds: Int

    func figures() -> [Figure] {
        let passes = rows.map(calibrate)
        var samples = rows.map { _ in [Double]() }
        for round in 0..<rounds {
            for step in rows.indices {
                let index = (round + step) % rows.count
                samples[index].append(sample(rows[index], passes: passes[index]))
            }
        }
        return rows.indices.map { figure($0, samples) }
    }

    /// How many passes fill a sample. It also warms the row up.
    private func calibrate(_ row: Row) -> Int {
        var passes = 1
        row.pass()
        while true {
            let start = Clock.nanoseconds()
            for _ in 0..<passes { row.pass() }
            let spent = Clock.nanoseconds() - start
            if spent >= Self.sampleNanosecondsMin { return passes }
            // A little over what should do, at most tenfold: the first passes are slow ones.
            let factor = 1.2 * Double(Self.sampleNanosecondsMin) / Double(max(spent, 1))
            passes = max(passes + 1, Int(Double(passes) * min(factor, 10)))
        }
    }

    private func sample(_ row: Row, passes: Int) -> Double {
        let start = Clock.nanoseconds()
        for _ in 0..<passes { row.pass() }
        return Double(Clock.nanoseconds() - start) / Double(passes * row.messages)
    }

    private func figure(_ index: Int, _ samples: [[Double]]) -> Figure {
        let row = rows[index]
        let ratios = row.group.references.compactMap { reference -> Figure.Ratio? in
            guard let other = rows.firstIndex(where: { $0.group == row.group && $0.name == reference }) else {
                return nil
            }
            let perRound = zip(samples[index], samples[other]).map { $0 / $1 }
            return Figure.Ratio(
                reference: reference, lower: quantile(perRound, 0.25), median: quantile(perRound, 0.5),
                upper: quantile(perRound, 0.75))
        }
        return Figure(
            name: row.name, group: row.group, bytes: row.bytes, nanoseconds: quantile(samples[index], 0.5),
            ratios: ratios)
    }

    private func quantile(_ values: [Double], _ share: Double) -> Double {
        let sorted = values.sorted()
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
    }
}
