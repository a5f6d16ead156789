import JSONGrammar
import NumberCheck
import Testing

@Suite("Writing")
struct WritingTests {
    @Test("A double has the text ECMAScript gives it")
    func doubles() {
        let pairs: [(Double, String)] = [
            (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (0.1, "0.1"), (-0.5, "-0.5"), (100, "100"), (1.5, "1.5"),
            (1e20, "100000000000000000000"), (1e21, "1e+21"), (123_456_789_012_345_683_968, "123456789012345680000"),
            (1e-6, "0.000001"), (1e-7, "1e-7"), (1.5e-7, "1.5e-7"), (-1.5e-7, "-1.5e-7"),
            (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
            (2.2250738585072014e-308, "2.2250738585072014e-308"), (9_007_199_254_740_992, "9007199254740992"),
            (9_007_199_254_740_994, "9007199254740994"), (0.000001234567890123456, "0.000001234567890123456"),
            (333333333.33333329, "333333333.3333333"), (1234567890123456.7, "1234567890123456.8"),
            (4.35, "4.35"), (0.3, "0.3"), (2.0 / 3, "0.6666666666666666"), (1e23, "1e+23"),
            (295_147_905_179_352_825_856, "295147905179352830000"), (1424953923781206.2, "1424953923781206.2"),
        ]
        for (value, text) in pairs { #expect(written { JSONNumber.write(value, to: $0) } == text) }
    }

    @Test("A float has its own shortest text, but for the one value that peers would round twice")
    func floats() {
        let pairs: [(Float, String)] = [
            (0, "0"), (-0.0, "0"), (0.1, "0.1"), (16_777_216, "16777216"), (3.4028235e38, "3.4028235e+38"),
            (.leastNonzeroMagnitude, "1e-45"), (.leastNormalMagnitude, "1.1754944e-38"), (0.3, "0.3"),
            (1e10, "10000000000"),
            (33_554_432, "33554432"), (8388608.5, "8388608"), (0.000001, "0.000001"), (1.0e-7, "1e-7"),
            (Float(bitPattern: 0x15ae_43fc), "7.03853e-26"),
            (Float(bitPattern: 0x15ae_43fd), "7.038530691851209e-26"),
            (Float(bitPattern: 0x95ae_43fd), "-7.038530691851209e-26"),
        ]
        for (value, text) in pairs { #expect(written { JSONNumber.write(value, to: $0) } == text) }
    }

    @Test("An integer has all its digits")
    func integers() {
        var values: [UInt64] = [0, .max, .max - 1]
        var power: UInt64 = 1
        for _ in 0..<20 {
            values += [power - 1, power, power + 1]
            power = power &* 10
        }
        for value in values {
            #expect(written { JSONNumber.write(value, to: $0) } == value.description)
            for signed in [Int64(bitPattern: value), 0 &- Int64(bitPattern: value)] {
                #expect(written { JSONNumber.write(signed, to: $0) } == signed.description)
            }
        }
    }

    @Test("Microseconds are milliseconds with no more decimals than they need")
    func milliseconds() {
        let pairs: [(Int64, String)] = [
            (0, "0"), (1, "0.001"), (-1, "-0.001"), (10, "0.01"), (100, "0.1"), (120, "0.12"), (1_000, "1"),
            (-1_500, "-1.5"), (1_692_300_000_123_457, "1692300000123.457"), (1_692_300_000_123_450, "1692300000123.45"),
            (1_692_300_000_123_000, "1692300000123"), (.max, "9223372036854775.807"), (.min, "-9223372036854775.808"),
        ]
        for (value, text) in pairs { #expect(written { JSONNumber.writeMilliseconds(value, to: $0) } == text) }
    }

    @Test("Doubles of every kind have the reference's text and read back", arguments: Seed.fixed + [Seed.fresh])
    func doubles(seed: UInt64) {
        var random = Random(seed: seed)
        let trip = RoundTrip()
        for _ in 0..<350_000 {
            if let fault = trip.fault(anyDouble(&random)) { Issue.record("\(fault), seed \(seed)") }
        }
    }

    @Test("Doubles next to powers of two and of ten have the reference's text and read back")
    func powers() {
        let trip = RoundTrip()
        var powers = (-1_074...1_023).map { Double(sign: .plus, exponent: $0, significand: 1) }
        powers += (-323...308).map { Double("1e\($0)")! }
        for power in powers {
            for step in -3...3 {
                let value = Double(bitPattern: power.bitPattern &+ UInt64(bitPattern: Int64(step)))
                for value in [value, -value] where trip.fault(value) != nil { Issue.record("\(value)") }
            }
        }
    }

    @Test("Floats of any bits have the reference's text and read back", arguments: Seed.fixed + [Seed.fresh])
    func floats(seed: UInt64) {
        var random = Random(seed: seed)
        let trip = RoundTrip()
        for _ in 0..<350_000 {
            let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            if let fault = trip.fault(value) { Issue.record("\(fault), seed \(seed)") }
        }
        for exponent in 0..<255 as Range<UInt32> {
            for step in 0..<5 as Range<UInt32> {
                let value = Float(bitPattern: exponent << 23 &+ step &- 2)
                if let fault = trip.fault(value) { Issue.record("\(fault)") }
            }
        }
    }

    @Test("No write goes past its room")
    func room() {
        var random = Random(seed: 3)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: JSONNumber.bytesMax, alignment: 1)
        defer { room.deallocate() }
        let start = room.baseAddress!
        for _ in 0..<100_000 {
            let double = anyDouble(&random)
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            if double.isFinite { #expect(JSONNumber.write(double, to: start) - start <= 25) }
            if float.isFinite { #expect(JSONNumber.write(float, to: start) - start <= 25) }
            #expect(JSONNumber.write(Int64(truncatingIfNeeded: random.next()), to: start) - start <= 20)
            #expect(JSONNumber.writeMilliseconds(Int64(truncatingIfNeeded: random.next()), to: start) - start <= 21)
        }
    }
}
