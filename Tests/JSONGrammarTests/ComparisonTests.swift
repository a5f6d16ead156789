import JSONGrammar
import NumberCheck
import Testing

@Suite("A value is compared with the one held without being made")
struct ComparisonTests {
    private static let samples = [
        "", "plain", "a\"b\\c/d", "\u{0}\u{1F}\n\t\r\u{8}\u{C}", "é", "€", "𝄞 and some words more", "\\\\",
        "\u{7F}\u{FFFF}",
        "a run of plain words that is longer than one word of eight bytes",
    ]

    /// Each character with an escape, as RFC 8259 has it.
    static func escaped(_ text: String) -> String {
        text.utf16.map { unit in
            let hex = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }.joined()
    }

    static func says(_ text: String, _ held: String) -> Bool {
        var text = text
        var held = held
        return text.withUTF8 { text in
            held.withUTF8 { held in
                let (text, held) = (UnsafeRawBufferPointer(text), UnsafeRawBufferPointer(held))
                guard let start = text.baseAddress else { return held.isEmpty }
                return JSONString.says(start, start + text.count, held)
            }
        }
    }

    @Test("A text with escapes says what it says, and nothing else", arguments: samples)
    func texts(text: String) {
        #expect(Self.says(Self.escaped(text), text))
        #expect(!Self.says(Self.escaped(text), text + "x"))
        #expect(!Self.says(Self.escaped(text) + "x", text))
        for other in Self.samples where Array(other.utf8) != Array(text.utf8) {
            #expect(!Self.says(Self.escaped(other), text), "\(other) for \(text)")
        }
    }

    static func end(_ text: [UInt8], ofSame held: [UInt8]) -> Int? {
        text.withUnsafeBytes { text in
            held.withUnsafeBytes { held in
                guard let start = text.baseAddress else { return nil }
                return JSONGrammar.end(ofSame: held, start, start + text.count).map { $0 - start }
            }
        }
    }

    @Test(
        "A value written otherwise is the same to its end",
        arguments: [
            (#"{"a":[1,true,null],"é":"x\n"}"#, #"{ "\u0061" : [ 1.0 , true,null ] ,"\u00e9":"\u0078\u000a" }"#),
            (#"[100,-0.5,1e+21]"#, "[1e2,-5E-1, 1000000000000000000000\n]"),
            (#"12"#, "1.2e1"), (#""/""#, #""\/""#), (#"{}"#, "{ }"), (#"[false,[]]"#, "[ false, [ ] ]"),
        ])
    func same(held: String, text: String) {
        #expect(Self.end(Array((text + ",").utf8), ofSame: Array(held.utf8)) == text.utf8.count)
    }

    @Test(
        "What is another value, or none, is not the same",
        arguments: [
            ("12", "1 2"), ("123", "12 3"), ("true", "tr ue"), ("[12]", "[1,2]"), (#""a""#, #""a"#), ("[1]", "[1"),
            ("{}", "{,}"), ("null", "nul"), (#"["a"]"#, "[a]"), ("1", ""), ("[1,2]", "[12]"), ("0", "00"),
            (#""\u0001""#, "\"\u{1}\""), ("[1]", "[01]"), (#"{"a":1}"#, #"{"a"1}"#), ("", "1"),
        ])
    func other(held: String, text: String) {
        let end = Self.end(Array(text.utf8), ofSame: Array(held.utf8))
        // Of "00" the first 0 is the value; what follows it is for the reader around.
        #expect(end == nil || (held, text) == ("0", "00"))
    }

    @Test("Nothing that is damaged passes for the value held", arguments: Seed.fixed + [Seed.fresh])
    func damage(seed: UInt64) {
        var random = Random(seed: seed)
        let held = Array(
            #"{"a":[1,-2.5e-7,true,{"b\"\\":"é\n 𝄞"},[]],"c":{"d":null,"e":[false,"words of some length"]}}"#.utf8)
        let marks = Array("{}[]\",: \\u019-.eEtn".utf8)
        func mark() -> UInt8 { marks[Int.random(in: marks.indices, using: &random)] }
        for _ in 0..<20_000 {
            var text = held
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: text.indices, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: text[place] = mark()
                case 1: text.insert(mark(), at: place)
                default: text.remove(at: place)
                }
            }
            guard let end = Self.end(text, ofSame: held) else { continue }
            let isSame = text.withUnsafeBytes { bytes -> Bool in
                guard let start = bytes.baseAddress else { return false }
                var scanner = JSONScanner(depthMax: 16, keysMax: 64)
                var fault = JSONFault()
                guard scanner.skip(start, start + bytes.count, &fault) == start + end else { return false }
                return JSONGrammar.canonical(start, start + end) == held
            }
            #expect(isSame, "seed \(seed): \(String(decoding: text, as: UTF8.self))")
        }
    }
}
