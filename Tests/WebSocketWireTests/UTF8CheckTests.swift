import ChanceTestKit
import Testing

@testable import WebSocketWire

@Suite("UTF-8")
struct UTF8CheckTests {
    func isValid(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { UTF8Check.isValid($0) } }
    func mayGoOn(_ bytes: [UInt8]) -> Bool {
        var check = UTF8Check()
        return bytes.withUnsafeBytes { check.take($0) }
    }

    @Test("Every scalar value is valid, and the standard library agrees on sequences of one to three bytes")
    func exhaustive() {
        var text: [UInt8] = []
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), let units = UTF8.encode(scalar) else { continue }
            text += units
            // Alone too: all short ones, and some of the others.
            if value < 0x1_0000 || value % 61 == 0, !isValid(Array(units)) {
                Issue.record("U+\(String(value, radix: 16))")
            }
        }
        #expect(isValid(text))
        let edges: [UInt8] = [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]
        for a in UInt8.min ... .max {
            #expect(isValid([a]) == (String(validating: [a], as: UTF8.self) != nil))
            for b in UInt8.min ... .max {
                if isValid([a, b]) != (String(validating: [a, b], as: UTF8.self) != nil) { Issue.record("\(a) \(b)") }
                guard a >= 0xE0, edges.contains(b) else { continue }
                for c in edges {
                    let bytes = [a, b, c]
                    if isValid(bytes) != (String(validating: bytes, as: UTF8.self) != nil) { Issue.record("\(bytes)") }
                    if mayGoOn(bytes) != NaiveDecoder.mayBecomeText(bytes) { Issue.record("\(bytes)") }
                }
            }
        }
    }

    @Test(
        "Random text with and without faults, at every offset of the blocks and in random splits",
        arguments: Seed.fixed + [Seed.fresh])
    func random(seed: Seed) {
        var chance = seed.chance
        let scalars: [Unicode.Scalar] = ["a", "z", "é", "ß", "日", "\u{FFFF}", "🚀", "\u{10FFFF}", "\u{800}", "\u{80}"]
        for round in 0..<3000 {
            var text = ""
            let plain = 1 + chance.below(40)
            for _ in 0..<chance.below(200) {
                text.unicodeScalars.append(chance.oneIn(plain) ? scalars[chance.below(scalars.count)] : "q")
            }
            var bytes = Array(text.utf8)
            if chance.oneIn(2), !bytes.isEmpty { bytes[chance.below(bytes.count)] = chance.bytes(1)[0] }
            let wanted = String(validating: bytes, as: UTF8.self) != nil
            #expect(isValid(bytes) == wanted, "\(seed) round \(round)")
            var check = UTF8Check()
            var may = true
            var at = 0
            while at < bytes.count {
                let end = min(bytes.count, at + 1 + chance.below(90))
                may = bytes[at..<end].withUnsafeBytes { check.take($0) }
                at = end
            }
            #expect((may && check.isComplete) == wanted, "\(seed) round \(round)")
        }
    }

    @Test("A refusal lasts")
    func refusalLasts() {
        var check = UTF8Check()
        func takes(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { check.take($0) } }
        #expect(!takes([0x61, 0xFF, 0x61]))
        #expect(!takes(Array(repeating: 0x61, count: 100)))
        #expect(!takes([]))
        #expect(!check.isComplete)
    }
}
