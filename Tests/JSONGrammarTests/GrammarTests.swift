import JSONGrammar
import NumberCheck
import Testing

@Suite("Grammar")
struct GrammarTests {
    /// What every reader makes of a text: only the fault, or nil.
    static func faults(_ bytes: [UInt8]) -> [JSONNumber.Fault?] {
        func fault<Value>(_ result: Result<Taken<Value>, Refusal>) -> JSONNumber.Fault? {
            if case .failure(let refusal) = result { refusal.fault } else { nil }
        }
        let exact = Exact(bytes)
        return [
            fault(exact.double()), fault(exact.float()), fault(exact.unsigned()), fault(exact.signed()),
            fault(exact.microseconds()), fault(exact.skip()),
        ]
    }

    @Test("Every malformed number is refused by every reader")
    func malformed() {
        let closed = [
            "+1", "-+1", "--1", ".5", "-.5", "01", "-01", "00", "-00.5", "012345678", "0123456789012345678", "1.e5",
            "1..5", "1.+5", "1.-5", "1ee5", "1e+-5", "1e.5", "NaN", "nan", "Infinity", "-Infinity", "inf", "x", "-x",
            "1.x", "1ex", "1e+x", "\"1\"", " 1", "\u{661}", "\u{ff11}", "1.e", "1e-x", "00.5", "-00",
            "123456789012345678901234567890.x", "123456789012345678901234567890ex",
        ]
        let open = [
            "", "-", "1.", "1e", "1e+", "1e-", "0.", "-0.", "0e", "12345678.", "123456789012.", "12345678901234567890.",
            "0.12345678e", "0.12345678e+", "1E",
        ]
        for (text, fault) in closed.map({ ($0, JSONNumber.Fault.syntax) }) + open.map({ ($0, .truncated) }) {
            for got in Self.faults(Array(text.utf8)) { #expect(got == fault, "\(text)") }
            let more = text + "x" + String(repeating: " ", count: 64)
            for got in Self.faults(Array(more.utf8)) { #expect(got == .syntax, "\(text)") }
        }
    }

    @Test("A number ends where its grammar ends")
    func ends() {
        for (text, count) in [
            ("1,2", 1), ("1.5.5", 3), ("1e5e5", 3), ("0x10", 1), ("1e5.5", 3), ("12-3", 2), ("5]", 1), ("5}", 1),
            ("7\u{0}", 1), ("8/", 1), ("8:", 1),
        ] {
            for padding in [0, 64] {
                let bytes = Array(text.utf8) + [UInt8](repeating: 0x20, count: padding)
                #expect((try? Exact(bytes).double().get().count) == count, "\(text)")
                #expect((try? Exact(bytes).float().get().count) == count, "\(text)")
                #expect((try? Exact(bytes).skip().get().count) == count, "\(text)")
            }
        }
    }

    @Test("No byte after the text matters, wherever it is cut", arguments: Seed.fixed + [Seed.fresh])
    func cuts(seed: UInt64) {
        var random = Random(seed: seed)
        var texts = [
            "-123456789012345678901234567890.123456789012345678901234567890e-123",
            "-0.000000000000000000000000000000001", "1692300000123.457",
        ]
        for _ in 0..<300 { texts.append(ReadingTests.decimal(&random)) }
        for text in texts {
            let bytes = Array(text.utf8)
            for cut in 0...bytes.count {
                let head = Array(bytes[..<cut])
                let faults = Self.faults(head)
                let open = head.isEmpty || !(0x30...0x39).contains(head[cut - 1])
                if open {
                    #expect(faults.allSatisfy { $0 == .truncated }, "seed \(seed) \(text) \(cut)")
                } else {
                    #expect(faults.allSatisfy { $0 == nil || $0 == .range }, "seed \(seed) \(text) \(cut)")
                    let value = Double(String(decoding: head, as: UTF8.self))! + 0
                    #expect(ReadingTests.value(Exact(head, padding: 64).double()) == (value.isFinite ? value : nil))
                    #expect(
                        ReadingTests.value(Exact(head + [0x2c], padding: 64).double()) == (value.isFinite ? value : nil)
                    )
                }
            }
        }
    }

    @Test(
        "Any bytes at all give an answer, the same with room to look ahead or without",
        arguments: Seed.fixed + [Seed.fresh])
    func noise(seed: UInt64) {
        var random = Random(seed: seed)
        let alphabet = Array("0123456789012345678900000-+.eE,x".utf8)
        for _ in 0..<30_000 {
            let bytes = (0..<random.next() % 40).map { _ in alphabet[Int(random.next() % 32)] }
            // A byte that cannot belong to a number ends it, so what may be loaded after it is no matter.
            let short = Exact(bytes + [0x20])
            let long = Exact(bytes + [0x20] + [UInt8](repeating: 0x31, count: 64))
            #expect(short.double() == long.double(), "seed \(seed) \(bytes)")
            #expect(short.float() == long.float(), "seed \(seed) \(bytes)")
            #expect(short.unsigned() == long.unsigned(), "seed \(seed) \(bytes)")
            #expect(short.signed() == long.signed(), "seed \(seed) \(bytes)")
            #expect(short.microseconds() == long.microseconds(), "seed \(seed) \(bytes)")
            #expect(short.skip() == long.skip(), "seed \(seed) \(bytes)")
            #expect((try? short.skip().get().count) == (try? short.double().get().count), "seed \(seed) \(bytes)")
        }
    }
}
