import JSONGrammar
import NumberCheck
import Testing

@Suite("Reading")
struct ReadingTests {
    /// Each text as it stands, and again with bytes to look ahead at.
    static func both(_ text: String) -> [[UInt8]] {
        [Array(text.utf8), Array((text + "," + String(repeating: "9", count: 60)).utf8)]
    }

    static func value<Value>(_ result: Result<Taken<Value>, Refusal>) -> Value? { try? result.get().value }

    @Test("Hard decimals round to the nearest double, ties to even")
    func hard() {
        var texts = [
            "0", "-0", "0.0", "-0.0e5", "0e999999999999999999999", "1", "-1", "9007199254740993",
            "9007199254740992.9999",
            "9007199254740993.00000000000000000000000000000000000000000000000001", "4503599627370496.5",
            "4503599627370497.5", "4503599627370497.49999999999999999999", "1e23", "8.5e22",
            "123456789012345678901234567890",
            "1e-400", "1e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "4.9e-324",
            "2.2250738585072011e-308",
            "2.2250738585072012e-308", "2.2250738585072014e-308", "1.7976931348623157e308", "1.7976931348623158e308",
            "0.500000000000000166533453693773481063544750213623046875", "3.518437208883201171875e13",
            "62.5364939768271845828", "8.10109172351e-10", "1.50000000000000011102230246251565",
            "9355950000000000000.0",
            "6.8985865317742005e-308", "1e-5000000000000000000000000", "12345678.9012345678", "18446744073709551616",
            "18446744073709551615", "9223372036854775807", "9223372036854775808", "0.1234567890123456789", "1E5",
            "1e+5",
            "1.0E-05", "1e05", "0.00000000000000000000000000000000000000000000000000000001e60",
        ]
        texts += (0...25).map { "0." + String(repeating: "0", count: $0) + "1234567890123456789" }
        texts += (1...25).map { "0." + String(repeating: "0", count: $0) }
        texts += (1...45).map { String(repeating: "9", count: $0) }
        texts += (1...45).map { "1" + String(repeating: "0", count: $0) + ".5" }
        texts += (1...45).map { "1." + String(repeating: "3", count: $0) }
        texts.append("0." + String(repeating: "0", count: 2_000) + "1e1990")
        texts.append("1" + String(repeating: "0", count: 2_000) + "e-1990")
        for text in texts + texts.map({ $0.hasPrefix("-") ? $0 : "-" + $0 }) {
            let double = Double(text)! + 0
            let float = Float(text)! + 0
            for bytes in Self.both(text) {
                let exact = Exact(bytes)
                #expect(Self.value(exact.double())?.bitPattern == double.bitPattern, "\(text)")
                #expect(Self.value(exact.float())?.bitPattern == (float.isFinite ? float.bitPattern : nil), "\(text)")
                #expect((try? exact.skip().get().count) == text.utf8.count, "\(text)")
                #expect((try? exact.double().get().count) == text.utf8.count, "\(text)")
            }
        }
    }

    /// The decimal digits of the middle between a double and the next, exactly.
    static func middle(_ value: Double) -> String {
        let significand = value.significandBitPattern | (value.exponentBitPattern == 0 ? 0 : 1 << 52)
        let exponent = Int(Swift.max(value.exponentBitPattern, 1)) - 1_075 - 1
        var digits = (2 * significand + 1).description.utf8.reversed().map { $0 - 48 }
        for _ in 0..<abs(exponent) {
            let factor: UInt8 = exponent < 0 ? 5 : 2
            var carry: UInt8 = 0
            for index in digits.indices {
                let product = digits[index] * factor + carry
                (digits[index], carry) = (product % 10, product / 10)
            }
            if carry != 0 { digits.append(carry) }
        }
        return String(decoding: digits.reversed().map { $0 + 48 }, as: UTF8.self) + "e\(Swift.min(exponent, 0))"
    }

    @Test("Middles of two doubles, and a hair to either side, round right", arguments: Seed.fixed + [Seed.fresh])
    func middles(seed: UInt64) {
        var random = Random(seed: seed)
        for round in 0..<60 {
            var value = abs(anyDouble(&random))
            if round == 0 { value = Double.leastNonzeroMagnitude }
            if round == 1 { value = Double.leastNormalMagnitude.nextDown }
            if round == 2 { value = 0 }
            if !value.isFinite || value == .greatestFiniteMagnitude { continue }
            let (lower, upper) = (value, value.nextUp)
            let even = lower.bitPattern & 1 == 0 ? lower : upper
            let parts = Self.middle(value).split(separator: "e")
            let (digits, exponent) = (String(parts[0]), Int(parts[1])!)
            let zeros = String(repeating: "0", count: 900)
            let above = digits + zeros + "1e\(exponent - 901)"
            let below = String((digits.dropLast() + "4999")) + "e\(exponent - 3)"
            for (text, expected) in [
                ("\(digits)e\(exponent)", even), (digits + zeros + "e\(exponent - 900)", even), (above, upper),
                (digits.last == "5" ? below : "\(digits)e\(exponent)", digits.last == "5" ? lower : even),
            ] {
                for bytes in Self.both(text) {
                    let got = Self.value(Exact(bytes).double())
                    #expect(got?.bitPattern == expected.bitPattern, "seed \(seed) \(value) \(text)")
                }
            }
        }
    }

    @Test("A float is rounded once", arguments: Seed.fixed + [Seed.fresh])
    func floats(seed: UInt64) {
        var random = Random(seed: seed)
        for _ in 0..<20_000 {
            let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next() >> 33))
            if !value.isFinite || !value.nextUp.isFinite { continue }
            // The middle is a double; its neighbours as decimals, and hairs beside it that no double can tell.
            let middle = (Double(value) + Double(value.nextUp)) / 2
            let text = Self.plain(middle)
            for text in [text, text + "0000000000000000000000001", text + "1"] {
                let expected = Float(text)!
                for bytes in Self.both(text) {
                    #expect(Self.value(Exact(bytes).float()) == expected, "seed \(seed) \(text)")
                }
            }
        }
    }

    /// All the digits of a double that is no larger than it needs to be, without an exponent where that is short.
    static func plain(_ value: Double) -> String {
        let exact = middle(value)  // only to have many digits close to `value`
        let parts = exact.split(separator: "e")
        let exponent = Int(parts[1])!
        let digits = String(parts[0])
        if exponent < 0, -exponent < digits.count {
            let split = digits.index(digits.endIndex, offsetBy: exponent)
            return digits[..<split] + "." + digits[split...]
        }
        return exponent == 0 ? digits + ".0" : value.description.contains("e") ? "0.0" : value.description + "0"
    }

    @Test("Random decimals read as the standard library reads them", arguments: Seed.fixed + [Seed.fresh])
    func random(seed: UInt64) {
        var random = Random(seed: seed)
        for _ in 0..<60_000 {
            let text = Self.decimal(&random)
            let expected = Double(text)! + 0
            let float = Float(text)! + 0
            for bytes in Self.both(text) {
                let exact = Exact(bytes)
                #expect(Self.value(exact.double()) == (expected.isFinite ? expected : nil), "seed \(seed) \(text)")
                #expect(Self.value(exact.float()) == (float.isFinite ? float : nil), "seed \(seed) \(text)")
                #expect((try? exact.skip().get().count) == (expected.isFinite ? text.utf8.count : nil), "\(text)")
            }
        }
    }

    static func decimal(_ random: inout Random) -> String {
        func digits(_ count: UInt64, _ random: inout Random) -> String {
            String(decoding: (0..<count).map { _ in UInt8(random.next() % 10) + 48 }, as: UTF8.self)
        }
        var text = random.next() % 2 == 0 ? "-" : ""
        let whole = digits(random.next() % 4 == 0 ? 0 : random.next() % 22, &random).drop { $0 == "0" }
        text += whole.isEmpty ? "0" : whole
        if random.next() % 4 != 0 { text += "." + digits(1 + random.next() % 26, &random) }
        if random.next() % 3 == 0 { text += "e\(Int(random.next() % 700) - 350)" }
        return text
    }

    @Test("A value too large for the type is out of range")
    func range() {
        let large = ["1e309", "1.7976931348623159e308", "1e999", "-1e999", "1e99999999999999999999", "2e308"]
        for text in large + [
            String(repeating: "9", count: 310), "1797693134862315810" + String(repeating: "0", count: 290),
        ] {
            for bytes in Self.both(text) {
                let exact = Exact(bytes)
                #expect(exact.double() == .failure(Refusal(fault: .range)), "\(text)")
                #expect(exact.float() == .failure(Refusal(fault: .range)), "\(text)")
                #expect(exact.skip() == .failure(Refusal(fault: .range)), "\(text)")
            }
        }
        for text in ["3.4028236e38", "1e39", "340282356779733661637539395458142568448"] {
            for bytes in Self.both(text) {
                #expect(Exact(bytes).float() == .failure(Refusal(fault: .range)), "\(text)")
            }
        }
        for bytes in Self.both("340282356779733661637539395458142568447") {
            #expect(Self.value(Exact(bytes).float()) == .greatestFiniteMagnitude)
        }
    }

    @Test("A megabyte of digits takes a moment")
    func megabyte() {
        let nines = String(repeating: "9", count: 1 << 20)
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(Self.value(Exact(Array("0.\(nines)".utf8)).double()) == 1)
            #expect(Self.value(Exact(Array("\(nines)e-1048576".utf8)).double()) == 1)
            #expect(
                Self.value(Exact(Array("9007199254740993.\(nines.map { _ in "0" }.joined())1".utf8)).double())
                    == 9_007_199_254_740_994)
            #expect(Exact(Array(nines.utf8)).skip() == .failure(Refusal(fault: .range)))
            #expect(Exact(Array("1e\(nines)".utf8)).skip() == .failure(Refusal(fault: .range)))
            #expect(Self.value(Exact(Array("1e-\(nines)".utf8)).float()) == 0)
            #expect(Self.value(Exact(Array("5.\(nines.map { _ in "0" }.joined())".utf8)).unsigned()) == 5)
        }
        #expect(time < .seconds(5))
    }
}
