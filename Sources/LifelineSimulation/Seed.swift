/// Where chance comes from: the same seed, the same run. A failure prints its seed; put it into `fixed` to keep it.
public struct Seed: Hashable, Sendable, CustomStringConvertible, ExpressibleByIntegerLiteral {
    public var rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public init(integerLiteral value: UInt64) { rawValue = value }

    /// Tried in every run.
    public static let fixed: [Seed] = [0, 1, 2, 0x5EED, 0xFFFF_FFFF_FFFF_FFFF]

    /// A new one each time, printed so that the run can be had again.
    public static var fresh: Seed {
        let seed = Seed(rawValue: .random(in: 0 ... .max))
        print("fresh seed \(seed)")
        return seed
    }

    public var description: String { "0x" + String(rawValue, radix: 16, uppercase: true) }
}
