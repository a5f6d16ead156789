import Glibc
import LifelineCore
import LifelineSimulation

/// That all codecs say the same, as often as one likes.
///
///     CodecProof values N SEED       N random values of every type; N ÷ 5 batches; N ÷ 50 deltas
///                                    and as many odd spellings in JSON of every type
///     CodecProof mutations N SEED    N damaged records of every type
///     CodecProof doubles N SEED      N doubles and as many floats
///     CodecProof allocations N SEED  N values of every type, written and read again and again
///
/// Progress goes to standard error. Exits with 1 at the first mismatch, which it prints with its seed and bytes.
@main
struct CodecProof {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 3, let word = arguments.first, let count = Int(arguments.dropFirst().first ?? ""),
            let number = arguments.last.flatMap(seed)
        else { return usage() }
        do {
            switch word {
            case "values": try values(count, number)
            case "mutations": try mutations(count, number)
            case "doubles": try doubles(count, number)
            case "allocations": try allocations(count, number)
            default: usage()
            }
        } catch {
            print("\(word) \(count) \(number) fails: \(error)")
            exit(1)
        }
    }

    static func values(_ count: Int, _ seed: Seed) throws {
        var trip = ValueTrip(count, seed)
        let clock = ContinuousClock()
        var last = clock.now
        trip.done = { kind, count in
            let now = clock.now
            report("\(kind.name): \(count) values, \(last.duration(to: now))")
            last = now
        }
        try EveryType.visit(&trip)
        try BatchTrip(count / 5, seed).run()
        report("\(count / 5) batches, \(last.duration(to: clock.now))")
        last = clock.now
        var deltas = DeltaTrip(count / 50, seed)
        try EveryType.visit(&deltas)
        report("\(count / 50) deltas of each type, \(last.duration(to: clock.now))")
        last = clock.now
        var spellings = SpellingTrip(count / 50, seed)
        try EveryType.visit(&spellings)
        report("\(count / 50) spellings of each type, \(last.duration(to: clock.now))")
        let types = EveryType.catalogue.messages.count
        print("\(types) types: \(count) values and \(count / 50) deltas of each, \(count / 5) batches, seed \(seed)")
    }

    static func mutations(_ count: Int, _ seed: Seed) throws {
        var trip = MutationTrip(count, seed)
        var sum = 0
        trip.done = { kind, tally in
            report("\(kind.name): \(tally.refused) refused, \(tally.accepted) accepted")
            sum += tally.refused + tally.accepted
        }
        try EveryType.visit(&trip)
        print("\(sum) mutations, seed \(seed)")
    }

    static func doubles(_ count: Int, _ seed: Seed) throws {
        var trip = DoubleTrip(count, seed)
        trip.done = { report("\($0) of \(count) doubles") }
        try trip.run()
        print("\(count) doubles and as many floats, seed \(seed)")
    }

    static func allocations(_ count: Int, _ seed: Seed) throws {
        guard AllocationTrip.counts else {
            report("allocations are not counted in this build")
            return
        }
        var trip = AllocationTrip(count, seed)
        try EveryType.visit(&trip)
        print("no allocation in \(trip.tried) values, seed \(seed)")
    }

    static func seed(_ text: String) -> Seed? {
        let number = text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
        return number.map { Seed(rawValue: $0) }
    }

    static func usage() {
        report("usage: CodecProof values|mutations|doubles|allocations N SEED")
        exit(2)
    }

    static func report(_ line: String) {
        var line = line + "\n"
        line.withUTF8 { _ = Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
