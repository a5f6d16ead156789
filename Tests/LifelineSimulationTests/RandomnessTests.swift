import LifelineSimulation
import Testing

@Suite("Chance that can be had again")
struct RandomnessTests {
    @Test("The same seed gives the same numbers, another seed others", arguments: Seed.fixed + [.fresh])
    func repeats(seed: Seed) {
        var (a, b, other) = (Randomness(seed), Randomness(seed), Randomness(Seed(rawValue: seed.rawValue ^ 1)))
        let numbers = (0..<1_000).map { _ in a.next() }
        #expect(numbers == (0..<1_000).map { _ in b.next() })
        #expect(numbers != (0..<1_000).map { _ in other.next() })
        #expect(Set(numbers).count == 1_000)
    }

    @Test("The generator is xoshiro256** seeded by splitmix64")
    func known() {
        // From the published C code of both, seed 0.
        var random = Randomness(0)
        let first = (0..<3).map { _ in random.next() }
        #expect(first == [0x99EC_5F36_CB75_F2B4, 0xBF6E_1F78_4956_452A, 0x1A5F_849D_4933_E6E0])
    }

    @Test("A range reaches both of its ends and nothing beyond", arguments: Seed.fixed + [.fresh])
    func ranges(seed: Seed) {
        var random = Randomness(seed)
        #expect(Set((0..<1_000).map { _ in random.range(-2...2) }) == [-2, -1, 0, 1, 2])
        #expect(Set((0..<1_000).map { _ in random.range(Int8.min...Int8.max) }).count > 200)
        #expect(random.range(7...7) == 7)
        #expect((0..<100).contains { _ in random.range(Int64.min...Int64.max) < 0 })
        #expect((0..<1_000).allSatisfy { _ in (1.0..<3.0).contains(random.range(1.0...3.0)) })
        let wait = Duration.milliseconds(5)...Duration.milliseconds(6)
        #expect((0..<1_000).allSatisfy { _ in wait.contains(random.range(wait)) })
    }

    @Test("A chance comes as often as it says", arguments: Seed.fixed + [.fresh])
    func chances(seed: Seed) {
        var random = Randomness(seed)
        let hits = (0..<10_000).count { _ in random.chance(0.25) }
        #expect((2_200...2_800).contains(hits), "\(hits) of 10,000, seed \(seed)")
        #expect((0..<100).allSatisfy { _ in random.chance(1) && !random.chance(0) })
        #expect(Set((0..<100).map { _ in random.pick(["a", "b", "c"]) }).count == 3)
    }

    @Test("A split source does not disturb the other")
    func split() {
        var (a, b) = (Randomness(1), Randomness(1))
        var part = a.split()
        _ = b.split()
        for _ in 0..<100 { _ = part.next() }
        #expect(a.next() == b.next())
    }
}
