import Testing

/// One number from which a test's randomness follows. It is part of the test's name and of what a failure says.
struct Seed: Sendable, Hashable, CustomTestStringConvertible {
    let number: UInt64
    static let fixed = [Seed(number: 1), Seed(number: 2), Seed(number: 0xC0FF_EE)]
    static let fresh = Seed(number: .random(in: .min ... .max))
    var testDescription: String { "seed \(number)" }
    var chance: Chance { Chance(state: number) }
}

/// SplitMix64.
struct Chance: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
    mutating func oneIn(_ bound: Int) -> Bool { below(bound) == 0 }
    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in .random(in: .min ... .max, using: &self) } }
}
