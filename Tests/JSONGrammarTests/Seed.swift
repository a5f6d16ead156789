/// The seeds a test runs with: some that stay and one that is new each time. A failure names its seed.
enum Seed {
    static let fixed: [UInt64] = [1, 2]
    static var fresh: UInt64 { UInt64.random(in: 0...UInt64.max) }
}
