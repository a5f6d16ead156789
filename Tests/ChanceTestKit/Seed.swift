/// One number from which a test's randomness follows. It is part of the test's name and of what a failure says.
package struct Seed: Sendable, Hashable, CustomStringConvertible {
    package let number: UInt64

    package init(number: UInt64) { self.number = number }

    package static let fixed = [Seed(number: 1), Seed(number: 2), Seed(number: 0xC0FF_EE)]
    /// Another in each run.
    package static let fresh = Seed(number: .random(in: .min ... .max))

    package var description: String { "seed \(number)" }
    package var chance: Chance { Chance(self) }
}
