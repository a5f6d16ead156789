import ChanceTestKit
import Testing

@testable import HTTPHead

@Suite("A request head")
struct RequestHeadTests {
    static let chrome = """
        GET /ws?token=a%2Fb&channels=energy,council&x= HTTP/1.1\r
        Host: localhost:8145\r
        Connection: keep-alive, Upgrade\r
        Pragma: no-cache\r
        User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r
        Upgrade: WebSocket\r
        Origin: http://localhost:8145\r
        Sec-WebSocket-Version: 13\r
        Accept-Language:en\r
        X-Blank:  \t  \r
        X-Trailing: a b \t \r
        Cookie: other=1; lifeline=abc\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r

        """

    @Test("It reads the same in every split, and says how many bytes follow")
    func splits() throws {
        let bytes = Array((Self.chrome + "frames").utf8)
        for cut in 0...bytes.count {
            var reader = RequestReader()
            let first = bytes[..<cut].withUnsafeBytes { reader.read($0) }
            if case .head(_, let eaten) = first {
                #expect(eaten == bytes.count - 6)
                continue
            }
            guard case .more = first,
                case .head(let head, let eaten) = bytes[cut...].withUnsafeBytes({ reader.read($0) })
            else {
                Issue.record("cut at \(cut)")
                continue
            }
            #expect(cut + eaten == bytes.count - 6)
            #expect(head.string("sec-websocket-key") == "dGhlIHNhbXBsZSBub25jZQ==")
        }
        for size in 1...40 { #expect(push(bytes, pieces: size).1?.isPath("/ws") == true) }
        #expect(push(bytes, pieces: 1).0 == .head(rest: 6))
    }

    @Test("It gives method, path, query and fields, whatever the case of their names")
    func parts() throws {
        let head = try head(Self.chrome)
        #expect(head.method == .get)
        #expect(head.isPath("/ws"))
        #expect(!head.isPath("/w") && !head.isPath("/wss") && !head.isPath("/WS"))
        #expect(head.asksForWebSocket)
        #expect(head.contentLength == 0)
        #expect(head.string("host") == "localhost:8145")
        #expect(head.string("accept-language") == "en")
        #expect(head.string("x-blank") == "")
        #expect(head.string("x-trailing") == "a b")
        #expect(head.string("absent") == nil)
        #expect(head.queryValue("token", bytesMax: 3) == .value(Array("a/b".utf8)))
        #expect(head.queryValue("token", bytesMax: 2) == .malformed)
        #expect(head.queryValue("channels", bytesMax: 64) == .value(Array("energy,council".utf8)))
        #expect(head.queryValue("x", bytesMax: 0) == .value([]))
        #expect(head.queryValue("toke", bytesMax: 64) == .absent)
    }

    @Test(
        "Query values are percent-decoded strictly",
        arguments: [
            ("a=1", QueryValue.value([0x31])), ("a", .value([])), ("a=", .value([])), ("b=1", .absent),
            ("a=1&a=2", .malformed),
            ("a=%", .malformed), ("a=%4", .malformed), ("a=%4g", .malformed), ("a=%41%6A", .value([0x41, 0x6A])),
            ("a=1+2", .value([0x31, 0x2B, 0x32])), ("a=b=c", .value([0x62, 0x3D, 0x63])), ("&&a=%00", .value([0])),
            ("", .absent),
        ])
    func queries(query: String, wanted: QueryValue) throws {
        let head = try head("GET /?\(query) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.queryValue("a", bytesMax: 16) == wanted)
    }

    static let plain = "Host: a\r\n"

    @Test(
        "What two readers could read in two ways is refused",
        arguments: [
            ("GET / HTTP/1.1\nHost: a\n\n", HTTPRefusal.malformed),
            ("GET / HTTP/1.1\r\nHost: a\n\r\n", .malformed),
            ("GET / HTTP/1.1\rHost: a\r\n\r\n", .malformed),
            ("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            (" GET / HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .malformed),
            ("GET /\r\nHost: a\r\n\r\n", .malformed),
            ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("GET /ä HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("GET / http/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n\tc\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\nHost\t: a\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\n: a\r\nHost: a\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\nHost: a\r\nX(: b\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\nHost: a\r\nÄ: b\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: b\u{0}c\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: b\u{7F}\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: b\u{B}c\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\r\n\r\n", .malformed),
            ("GET / HTTP/1.1\r\nHost: a\r\n\rX", .malformed),
            ("GET / HTTP/1.0\r\nHost: a\r\n\r\n", .httpVersionUnsupported),
            ("GET / HTTP/1.2\r\nHost: a\r\n\r\n", .httpVersionUnsupported),
            ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .httpVersionUnsupported),
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .httpVersionUnsupported),
            ("GET / HTTP/1.1\r\n\r\n", .hostMissing),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", .hostRepeated),
            ("GET / HTTP/1.1\r\nHost: a\r\nhOST: b\r\n\r\n", .hostRepeated),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingUnsupported),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\nContent-Length: 3\r\n\r\n",
                .transferEncodingUnsupported
            ),
            ("POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding:\r\n\r\n", .transferEncodingUnsupported),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n", .lengthMalformed),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", .lengthMalformed),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\n", .lengthMalformed),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\n", .lengthMalformed),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\n", .lengthMalformed),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\n", .lengthMalformed),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3 3\r\n\r\n", .lengthMalformed),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", .lengthMalformed),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n", .bodyUnexpected),
            ("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nContent-Length: 3\r\n\r\n", .bodyUnexpected),
            ("POST / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nContent-Length: 3\r\n\r\n", .bodyUnexpected),
            (
                "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nTransfer-Encoding: chunked\r\n\r\n",
                .transferEncodingUnsupported
            ),
        ])
    func refusals(text: String, wanted: HTTPRefusal) {
        for size in [Int.max, 1, 5] { #expect(push(text, pieces: size).0 == .refused(wanted), "in pieces of \(size)") }
    }

    @Test(
        "What is plain passes",
        arguments: [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD /x HTTP/1.1\r\nhost:a\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "GET / HTTP/1.1\r\nHost:\r\nX: über\r\n\r\n",
            "DELETE / HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~09azAZ: 1\r\n\r\n",
            "GET /?a=b?c HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n",
        ])
    func passes(text: String) {
        for size in [Int.max, 1] { #expect(push(text, pieces: size).0 == .head(rest: 0)) }
    }

    @Test("Content-Length is a number, however large, and the body follows the head")
    func bodies() throws {
        let text = "POST /prompt HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
        let (pushed, head) = push(text)
        #expect(pushed == .head(rest: 5))
        #expect(head?.contentLength == 5)
        let large = try HTTPHeadTests.head(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999999\r\n\r\n")
        #expect(large.contentLength == .max)
    }

    @Test("A head of headBytesMax passes; without an end at that byte it is refused there and not later")
    func headBytes() {
        for limit in [64, 16 << 10] {
            var limits = HeadLimits()
            limits.headBytesMax = limit
            let frame = "GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n"
            let exact = frame.replacing("X: ", with: "X: " + String(repeating: "y", count: limit - frame.utf8.count))
            let over = exact.replacing("X: ", with: "X: y")
            #expect(exact.utf8.count == limit)
            for size in [Int.max, 1000, 1] {
                #expect(push(exact, pieces: size, limits).0 == .head(rest: 0))
                #expect(push(over, pieces: size, limits).0 == .refused(.headTooLarge))
            }
            #expect(push(String(over.utf8.prefix(limit - 1))!, limits).0 == .more)
            #expect(push(String(over.utf8.prefix(limit))!, limits).0 == .refused(.headTooLarge))
        }
        var none = HeadLimits()
        none.headBytesMax = -1
        #expect(push("G", none).0 == .refused(.headTooLarge))
    }

    @Test("fieldsMax headers pass and one more is refused at its first byte")
    func fieldCount() {
        let hundred = "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 99)
        for size in [Int.max, 1] {
            #expect(push(hundred + "\r\n", pieces: size).0 == .head(rest: 0))
            #expect(push(hundred + "X", pieces: size).0 == .refused(.fieldsTooMany))
        }
        #expect(push(hundred).0 == .more)
    }

    @Test("Mutated and random heads never trap, and read the same in every split", arguments: Seed.fixed + [Seed.fresh])
    func mutations(seed: Seed) {
        var chance = seed.chance
        for round in 0..<800 {
            var bytes = Array(Self.chrome.utf8)
            for _ in 0...chance.below(4) {
                let at = chance.below(bytes.count)
                switch chance.below(5) {
                case 0: bytes[at] ^= 1 << UInt8(chance.below(8))
                case 1: bytes[at] = [0x0D, 0x0A, 0x20, 0x3A, 0x00, 0x2C, 0x25, 0x3D].randomElement(using: &chance)!
                case 2: bytes.remove(at: at)
                case 3: bytes.insert(chance.bytes(1)[0], at: at)
                default: bytes.removeLast(min(bytes.count - 1, chance.below(40)))
                }
            }
            let whole = push(bytes)
            let pieces = push(bytes, pieces: 1 + chance.below(30))
            #expect(whole.0 == pieces.0, "\(seed) round \(round)")
            if let head = whole.1 {
                _ = Gatekeeper(port: 8145, token: .launch(LaunchToken([1]))).judge(head)
                _ = head.queryValue("channels", bytesMax: 4)
            }
            _ = push(chance.bytes(chance.below(300)))
        }
    }
}
