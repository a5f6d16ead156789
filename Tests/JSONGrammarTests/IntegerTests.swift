import JSONGrammar
import NumberCheck
import Testing

@Suite("Integers and times")
struct IntegerTests {
    static let range = Refusal(fault: .range)

    @Test("Integral values up to 2^53 - 1 are integers, however they are written")
    func integral() {
        let pairs: [(String, Int64)] = [
            ("0", 0), ("-0", 0), ("0.0", 0), ("0e5", 0), ("0e99999999999999999999", 0), ("5", 5), ("5.0", 5),
            ("1e3", 1_000),
            ("1.5e1", 15), ("-1.5E+1", -15), ("10e-1", 1), ("1000000000000000000000e-21", 1),
            ("9007199254740991", 9_007_199_254_740_991),
            ("-9007199254740991", -9_007_199_254_740_991), ("9007199254740991.000", 9_007_199_254_740_991),
            ("12345678", 12_345_678),
            ("123456789", 123_456_789), ("123456789012345", 123_456_789_012_345),
            ("1234567890123456", 1_234_567_890_123_456),
            ("0.00000000000000000000000000000000000000001e41", 1), ("9.007199254740991e15", 9_007_199_254_740_991),
        ]
        for (text, value) in pairs {
            for bytes in ReadingTests.both(text) {
                #expect(Exact(bytes).signed() == .success(Taken(value: value, count: text.utf8.count)), "\(text)")
                let unsigned = Exact(bytes).unsigned()
                if value < 0 {
                    #expect(unsigned == .failure(Self.range), "\(text)")
                } else {
                    #expect(unsigned == .success(Taken(value: UInt64(value), count: text.utf8.count)), "\(text)")
                }
            }
        }
    }

    @Test("Other values are not")
    func other() {
        let texts = [
            "0.5", "1e-1", "9007199254740992", "-9007199254740992", "1e16", "1e400", "9007199254740991.5", "12345678.5",
            "18446744073709551617", "5.00000000000000000000000000001", "1e-99999999999999999999", "123e-2",
            "99999999999999999999",
        ]
        for text in texts {
            for bytes in ReadingTests.both(text) {
                #expect(Exact(bytes).signed() == .failure(Self.range), "\(text)")
                #expect(Exact(bytes).unsigned() == .failure(Self.range), "\(text)")
            }
        }
    }

    @Test("Milliseconds are rounded to microseconds on their digits, halves away from zero")
    func milliseconds() {
        let pairs: [(String, Int64?)] = [
            ("0", 0), ("-0", 0), ("1", 1_000), ("-1.5", -1_500), ("0.001", 1), ("0.0005", 1), ("-0.0005", -1),
            ("0.00049999999999999999999999", 0),
            ("0.0004", 0), ("-0.0004", 0), ("0.0015", 2), ("1.0004999999999999999999999", 1_000),
            ("1692300000123.457", 1_692_300_000_123_457),
            ("1692300000123.45", 1_692_300_000_123_450), ("1692300000123.4", 1_692_300_000_123_400),
            ("1692300000123", 1_692_300_000_123_000),
            ("1692300000123.4565", 1_692_300_000_123_457), ("1692300000123.45649999", 1_692_300_000_123_456),
            ("1.6923e12", 1_692_300_000_000_000),
            ("1e-3", 1), ("5e-4", 1), ("4e-4", 0), ("1e-400", 0), ("0.99999", 1_000), ("9.9995", 10_000),
            ("99999999.9", 99_999_999_900),
            ("4398046511104", 4_398_046_511_104_000), ("-4398046511104", -4_398_046_511_104_000),
            ("4398046511104.0004", 4_398_046_511_104_000),
            ("4398046511104.001", nil), ("4398046511104.0005", nil), ("-4398046511105", nil), ("1e13", nil),
            ("1e999", nil),
            ("999999999999999", nil), ("9999999999999999999999", nil), ("0e999", 0),
        ]
        for (text, value) in pairs {
            for bytes in ReadingTests.both(text) {
                let expected = value.map { Result<_, Refusal>.success(Taken(value: $0, count: text.utf8.count)) }
                #expect(Exact(bytes).microseconds() == expected ?? .failure(Self.range), "\(text)")
            }
        }
    }

    @Test("Written integers and times read back", arguments: Seed.fixed + [Seed.fresh])
    func back(seed: UInt64) {
        var random = Random(seed: seed)
        for _ in 0..<100_000 {
            let magnitude = random.next() >> (11 + random.next() % 53)
            let value = random.next() & 1 == 0 ? Int64(magnitude) : -Int64(magnitude)
            let integer = written { JSONNumber.write(value, to: $0) }
            let time = written { JSONNumber.writeMilliseconds(value / 4, to: $0) }
            for bytes in ReadingTests.both(integer) {
                #expect(ReadingTests.value(Exact(bytes).signed()) == value, "seed \(seed)")
            }
            for bytes in ReadingTests.both(time) {
                let inside = (value / 4).magnitude <= 1_000 << 42
                #expect(ReadingTests.value(Exact(bytes).microseconds()) == (inside ? value / 4 : nil), "seed \(seed)")
            }
        }
    }
}
