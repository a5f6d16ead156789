/// Where a test's chance comes from; printed, so that a failure can be had again.
struct Seed: Sendable, CustomStringConvertible {
    let value: UInt64
    static let fixed = [Seed(value: 1), Seed(value: 2), Seed(value: 0xFB01)]
    static var fresh: Seed { Seed(value: .random(in: 0...(1 << 48))) }
    var description: String { String(value) }
}

/// SplitMix64.
struct Chance: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: Seed) { state = seed.value }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
    mutating func one(in limit: Int) -> Bool { below(limit) == 0 }
}
