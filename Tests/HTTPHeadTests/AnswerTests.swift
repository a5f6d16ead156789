import ChanceTestKit
import Testing

@testable import HTTPHead

@Suite("Answers")
struct AnswerTests {
    func written(_ room: Int = 1024, _ body: (UnsafeMutableRawBufferPointer) -> Int?) -> String? {
        var bytes = [UInt8](repeating: 0xEE, count: room)
        guard let count = bytes.withUnsafeMutableBytes(body) else { return nil }
        #expect(bytes[count...].allSatisfy { $0 == 0xEE }, "wrote more than it said")
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    @Test("Every refusal fits its room, closes, and announces the length of its body", arguments: HTTPRefusal.allCases)
    func refusals(refusal: HTTPRefusal) throws {
        let text = try #require(written(HTTPRefusal.answerBytesMax) { refusal.write(to: $0) })
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
        #expect(parts[0].hasPrefix("HTTP/1.1 \(refusal.status) "))
        #expect(parts[0].contains("\r\nConnection: close"))
        #expect(parts[0].contains("\r\nContent-Length: \(parts[1].utf8.count)\r\n"))
        #expect(parts[1] == "\(refusal.text)\n")
        #expect(parts[1].utf8.allSatisfy { $0 < 0x80 })
        #expect(written { refusal.write(to: $0, withBody: false) } == parts[0] + "\r\n\r\n")
        for room in 0..<text.utf8.count { #expect(written(room) { refusal.write(to: $0) } == nil) }
        var reader = ResponseReader()
        guard case .head(let head, _) = Array(text.utf8).withUnsafeBytes({ reader.read($0) }) else {
            Issue.record("our own reader does not take it")
            return
        }
        #expect(head.status == refusal.status)
    }

    @Test("426 names the version we speak")
    func upgradeRequired() throws {
        let text = try #require(written { HTTPRefusal.versionUnsupported.write(to: $0) })
        #expect(text.contains("\r\nSec-WebSocket-Version: 13\r\n") && text.contains("\r\nUpgrade: websocket\r\n"))
    }

    @Test(
        "The accept key of RFC 6455 §1.3, and of keys made elsewhere",
        arguments: [
            ("dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
            ("x3JJHMbDL1EzLkh9GBhXDw==", "HSmrc0sMlYUkAGmm5OPpG2HaGWk="),
            ("AAAAAAAAAAAAAAAAAAAAAA==", "ICX+Yqv66kxgM0FcWaLWlFLwTAI="), ("/////////////////////w==", nil),
        ])
    func accept(key: String, wanted: String?) throws {
        var text = key
        let parsed = try #require(text.withUTF8 { WebSocketKey(UnsafeRawBufferPointer($0)) })
        let accept = String(decoding: (0..<28).map { parsed.accept.text[$0] }, as: UTF8.self)
        if let wanted { #expect(accept == wanted) }
        #expect(accept == Naive.accept(key))
    }

    @Test(
        "The accept key is SHA-1 and base64 for random keys, which are 16 bytes in base64",
        arguments: Seed.fixed + [Seed.fresh])
    func random(seed: Seed) throws {
        var chance = seed.chance
        for _ in 0..<200 {
            let (high, low) = (chance.next(), chance.next())
            let bytes = [high, low].flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
            }
            let key = WebSocketKey(entropy: high, low)
            let text = String(decoding: (0..<24).map { key.text[$0] }, as: UTF8.self)
            #expect(text == Naive.base64(bytes), "\(seed)")
            #expect(Array(text.utf8).withUnsafeBytes { WebSocketKey($0) } != nil)
            let accept = String(decoding: (0..<28).map { key.accept.text[$0] }, as: UTF8.self)
            #expect(accept == Naive.accept(text), "\(seed)")
        }
    }

    @Test("The 101 carries the accept key and a subprotocol that is a token, or nothing is written")
    func switching() throws {
        let accept = WebSocketKey(entropy: 1, 2).accept
        let text = try #require(
            written(SwitchingAnswer.bytesMax) { SwitchingAnswer.write(accept, subprotocol: "lifeline.v1.json", to: $0) }
        )
        #expect(
            text.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n")
                && text.hasSuffix("\r\nSec-WebSocket-Protocol: lifeline.v1.json\r\n\r\n"))
        let bare = try #require(written { SwitchingAnswer.write(accept, to: $0) })
        #expect(!bare.contains("Protocol:") && bare.hasSuffix("=\r\n\r\n"))
        let longest = String(repeating: "x", count: 64)
        #expect(
            written(SwitchingAnswer.bytesMax) { SwitchingAnswer.write(accept, explainingTo: longest, to: $0) } != nil)
        for bad in ["", longest + "x", "a\r\nX: y", "a b", "ä"] {
            #expect(written { SwitchingAnswer.write(accept, explainingTo: bad, to: $0) } == nil)
        }
    }

    @Test("Secrets compare by all bytes")
    func secrets() {
        let secret = LaunchToken(Array("secret".utf8))
        func matches(_ text: String) -> Bool { Array(text.utf8).withUnsafeBytes { secret.matches($0) } }
        #expect(matches("secret"))
        for wrong in ["", "s", "secre", "secrets", "LaunchToken", "secreu"] { #expect(!matches(wrong)) }
    }
}

/// SHA-1 and base64 as the standards describe them, for comparison.
enum Naive {
    static func accept(_ key: String) -> String {
        base64(sha1(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
    }

    static func sha1(_ message: [UInt8]) -> [UInt8] {
        var bytes = message + [0x80]
        while bytes.count % 64 != 56 { bytes.append(0) }
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: (message.count * 8) >> shift))
        }
        func turned(_ x: UInt32, _ n: UInt32) -> UInt32 { x << n | x >> (32 - n) }
        var h: [UInt32] = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0]
        for block in stride(from: 0, to: bytes.count, by: 64) {
            var w = (0..<16).map { i in (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[block + 4 * i + $1]) } }
            for t in 16..<80 { w.append(turned(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1)) }
            var v = h
            for t in 0..<80 {
                let (f, k): (UInt32, UInt32) =
                    switch t {
                    case ..<20: ((v[1] & v[2]) | (~v[1] & v[3]), 0x5A827999)
                    case ..<40: (v[1] ^ v[2] ^ v[3], 0x6ED9EBA1)
                    case ..<60: ((v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3]), 0x8F1BBCDC)
                    default: (v[1] ^ v[2] ^ v[3], 0xCA62C1D6)
                    }
                v = [turned(v[0], 5) &+ f &+ v[4] &+ k &+ w[t], v[0], turned(v[1], 30), v[2], v[3]]
            }
            h = zip(h, v).map { $0 &+ $1 }
        }
        return h.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
    }

    static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - UInt8($0)) & 1 } }
        var text = ""
        for at in stride(from: 0, to: bits.count, by: 6) {
            text.append(alphabet[(0..<6).reduce(0) { $0 * 2 + (at + $1 < bits.count ? Int(bits[at + $1]) : 0) }])
        }
        while text.count % 4 != 0 { text.append("=") }
        return text
    }
}
