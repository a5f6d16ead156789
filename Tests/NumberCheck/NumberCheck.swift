import Glibc

/// numbercheck floats | doubles N SEED
@main
struct NumberCheck {
    static func main() {
        let arguments = CommandLine.arguments
        if arguments.count >= 2, arguments[1] == "floats" {
            // Optionally only the patterns from one to another, for several processes.
            let from = arguments.count > 2 ? UInt64(arguments[2]) ?? 0 : 0
            let to = arguments.count > 3 ? UInt64(arguments[3]) ?? 0x7f80_0000 : 0x7f80_0000
            exit(floats(from..<to) ? 0 : 1)
        } else if arguments.count == 4, arguments[1] == "doubles", let count = Int(arguments[2]),
            let seed = UInt64(arguments[3])
        {
            exit(doubles(count, seed) ? 0 : 1)
        }
        report("usage: numbercheck floats [FROM TO] | doubles N SEED")
        exit(2)
    }

    /// Every magnitude, with both signs.
    static func floats(_ patterns: Range<UInt64>) -> Bool {
        let trip = RoundTrip()
        var wrong = 0
        for pattern in patterns {
            let value = Float(bitPattern: UInt32(truncatingIfNeeded: pattern))
            if let fault = value == 0 ? trip.fault(value) : trip.faultOfBoth(value) {
                wrong += 1
                if wrong < 20 { report(fault) }
            }
            if pattern & 0xff_ffff == 0 { report("pattern \(pattern) of \(patterns.upperBound), \(wrong) wrong") }
        }
        report("floats done, \(wrong) wrong")
        return wrong == 0
    }

    static func doubles(_ count: Int, _ seed: UInt64) -> Bool {
        let trip = RoundTrip()
        var random = Random(seed: seed)
        var wrong = 0
        for index in 0..<count {
            if let fault = trip.fault(anyDouble(&random)) {
                wrong += 1
                if wrong < 20 { report(fault) }
            }
            if index % 1_000_000 == 0 { report("double \(index) of \(count), \(wrong) wrong") }
        }
        report("doubles done, \(wrong) wrong, seed \(seed)")
        return wrong == 0
    }

    static func report(_ line: String) {
        var line = line + "\n"
        line.withUTF8 { _ = Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
