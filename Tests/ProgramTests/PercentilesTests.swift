import ContractTrials
import Testing

@Suite("Percentiles")
struct PercentilesTests {
    @Test("are within 1.6 % of what was counted, over nine powers of ten")
    func close() {
        for exponent in 0..<9 {
            var percentiles = Percentiles()
            let unit = (0..<exponent).reduce(Int64(1)) { power, _ in power * 10 }
            for number in 1...1_000 as ClosedRange<Int64> { percentiles.add(.nanoseconds(number * unit)) }
            for share in [0.01, 0.5, 0.9, 0.99, 1] {
                let exact = Duration.nanoseconds(Int64(share * 1_000) * unit)
                let said = percentiles.quantile(share)
                #expect(said >= exact && said <= exact * 1.016, "\(share) of 1…1000 × \(unit) ns")
            }
            #expect(percentiles.count == 1_000)
            #expect(percentiles.max == .nanoseconds(1_000 * unit))
        }
    }

    @Test("add up, and take what no clock should say")
    func sums() {
        var (a, b) = (Percentiles(), Percentiles())
        #expect(a.quantile(0.5) == .zero)
        a.add(.nanoseconds(-5))
        b.add(.seconds(Int64.max / 2))
        a += b
        #expect(a.count == 2)
        #expect(a.quantile(0.5) == .zero)
        #expect(a.max == .seconds(Int64.max / 2))
    }
}
