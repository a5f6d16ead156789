import Glibc
import JSONGrammar
import StandardNumbers

/// numberbench [ROUNDS]: medians of interleaved rounds, ns per number.
/// numberbench count CASE ours|standard REPETITIONS: only that, for instruction counts by difference.
@main
struct NumberBench {
    static let count = 4_096

    static func main() {
        let arguments = CommandLine.arguments
        var random = SplitMix(state: 42)
        let cases: [any Measured] = [
            Case(name: "double 0..<50", values: fill(&random) { Double.random(in: 0..<50, using: &$0) }),
            Case(name: "double 0..<1", values: fill(&random) { Double.random(in: 0..<1, using: &$0) }),
            Case(name: "double 2 decimals", values: fill(&random) { Double($0.next() % 100_000) / 100 }),
            Case(name: "double integers", values: fill(&random) { Double($0.next() % 1_000_000) }),
            Case(
                name: "double any bits", values: fill(&random) { Double(bitPattern: $0.next() % 0x7ff0_0000_0000_0000) }
            ),
            Case(
                name: "double time ms",
                values: fill(&random) { Double(1_692_300_000_000_000 + $0.next() % 1_000_000_000) / 1_000 }),
            Case(name: "float 0..<1", values: fill(&random) { Float.random(in: 0..<1, using: &$0) }),
            Case(name: "float 0..<100", values: fill(&random) { Float.random(in: 0..<100, using: &$0) }),
            Case(name: "integer 1-2 digits", values: fill(&random) { $0.next() % 100 }),
            Case(name: "integer 1-5 digits", values: fill(&random) { $0.next() % 100_000 >> ($0.next() % 16) }),
            Case(
                name: "integer 5-13 digits",
                values: fill(&random) { (random) -> UInt64 in
                    var power: UInt64 = 10_000
                    for _ in 0..<random.next() % 9 { power *= 10 }
                    return power + random.next() % (power * 9)
                }),
            TimeCase(
                name: "time ms", values: fill(&random) { 1_692_300_000_000_000 + Int64($0.next() % 1_000_000_000) }),
        ]
        if arguments.count == 5, let index = Int(arguments[2]), let repetitions = Int(arguments[4]) {
            for _ in 0..<repetitions {
                switch arguments[3] {
                case "write": cases[index].write()
                case "read": cases[index].read()
                case "skip": cases[index].skip()
                case "standard-write": cases[index].standardWrite()
                default: cases[index].standardRead()
                }
            }
            return
        }
        let rounds = arguments.count > 1 ? Int(arguments[1]) ?? 201 : 201
        print("ns per number, medians      write (std)      read (std)      skip")
        for measured in cases { measured.report(rounds) }
    }

    static func fill<Value>(_ random: inout SplitMix, _ make: (inout SplitMix) -> Value) -> [Value] {
        var values: [Value] = []
        for _ in 0..<count { values.append(make(&random)) }
        return values
    }

    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
