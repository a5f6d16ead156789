/// Numbers that look random and follow from a seed alone, on every machine and in every release: SplitMix64.
struct DemoRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// From `range`, its end excluded. The library's own may choose otherwise in another release.
    mutating func number(in range: Range<Double>) -> Double {
        let unit = Double(next() >> 11) / 9_007_199_254_740_992
        return range.lowerBound + unit * (range.upperBound - range.lowerBound)
    }

    /// From 0 up to `count`, which is excluded.
    mutating func index(below count: Int) -> Int { Int(next() >> 33) % max(count, 1) }

    /// True `perSecond` times a second, on average, when asked `hertz` times a second.
    mutating func happens(perSecond: Double, hertz: Int) -> Bool { number(in: 0..<1) < perSecond / Double(hertz) }
}
