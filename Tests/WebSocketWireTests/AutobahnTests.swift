import LifelineCore
import Testing

@testable import WebSocketWire

/// The rules behind sections 1 to 7, 9 and 10 of the Autobahn test suite, for both roles, each whole, in pieces and
/// byte by byte. The suite itself needs Python 2.7.
@Suite("Autobahn's rules")
struct AutobahnTests {
    static let roles: [WebSocketWire.Role] = [.server, .client]

    func check(
        _ role: WebSocketWire.Role, _ frames: [Frame], _ wanted: [Said], pieces: [Int] = [.max, 7, 1],
        _ note: String = ""
    ) {
        let bytes = frames.bytes(role)
        for size in pieces { #expect(Bench.hears(bytes, role, pieces: size) == wanted, "\(note) in pieces of \(size)") }
    }

    @Test("1.1, 1.2: messages of every length form come whole", arguments: roles)
    func lengths(role: WebSocketWire.Role) {
        for size in [0, 1, 125, 126, 127, 128, 65_535, 65_536] {
            let bytes = [UInt8](repeating: 0x2A, count: size)
            check(role, [.text(bytes)], [.text(bytes)], pieces: [.max, 997, size < 200 ? 1 : 2048])
            check(role, [.binary(bytes)], [.binary(bytes)], pieces: [.max, 997, size < 200 ? 1 : 2048])
        }
    }

    @Test("2: pings and pongs of up to 125 bytes, alone and in rows; 126 bytes are refused", arguments: roles)
    func pings(role: WebSocketWire.Role) {
        for payload in [
            [], Array("Hello, world!".utf8), [0x00, 0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x00, 0xFF],
            Array(repeating: 0xFE, count: 125),
        ] {
            check(role, [.ping(payload)], [.ping(payload)])
            check(role, [.pong(payload)], [.pong(payload)])
            check(role, [.pong(payload), .ping(payload)], [.pong(payload), .ping(payload)])
        }
        check(role, [.ping(Array(repeating: 0xFE, count: 126)), .text("x")], [.fault(.controlTooLong)])
        let ten = (0..<10).map { Array("payload-\($0)".utf8) }
        check(role, ten.map { .ping($0) }, ten.map { .ping($0) })
    }

    @Test("3: reserved bits are refused in every kind of frame, and what came before is told", arguments: roles)
    func reservedBits(role: WebSocketWire.Role) {
        for bits in UInt8(1)...7 {
            for opcode: UInt8 in [1, 2, 8, 9, 10] {
                let bad = Frame(opcode: opcode, payload: Array("hello".utf8), reserved: bits)
                check(role, [.text("Hello"), bad, .ping()], [.text(Array("Hello".utf8)), .fault(.reservedBits)])
            }
        }
    }

    @Test("4: reserved opcodes are refused", arguments: roles)
    func reservedOpcodes(role: WebSocketWire.Role) {
        for opcode: UInt8 in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
            for payload in [[], Array("reserved opcode payload".utf8)] {
                let bad = Frame(opcode: opcode, payload: payload)
                check(role, [.text("Hello"), bad, .ping()], [.text(Array("Hello".utf8)), .fault(.reservedOpcode)])
            }
        }
    }

    @Test(
        "5: fragments join, control frames pass between them, everything else between them is refused", arguments: roles
    )
    func fragments(role: WebSocketWire.Role) {
        let joined = Said.text(Array("fragment1fragment2".utf8))
        var ping = Frame.ping(Array("ping".utf8))
        let pinged = Said.ping(ping.payload)
        ping.isFinal = false
        check(role, [ping, .more("more")], [.fault(.controlFragmented)], "5.1")
        check(role, [Frame(opcode: 10, isFinal: false), .more("more")], [.fault(.controlFragmented)], "5.2")
        ping.isFinal = true
        let first = Frame.text("fragment1", fin: false)
        let last = Frame.more("fragment2")
        check(role, [first, last], [joined], "5.3–5.5")
        check(role, [first, ping, last], [pinged, joined], "5.6–5.8")
        for fin in [true, false] {
            let stray = Frame.more("non-continuation payload", fin: fin)
            check(role, [stray, .text("Hello")], [.fault(.continuationUnexpected)], "5.9–5.14")
            check(role, [first, last, stray, .text("Hello")], [joined, .fault(.continuationUnexpected)], "5.15")
            check(role, [stray, first, last], [.fault(.continuationUnexpected)], "5.16, 5.17")
        }
        check(role, [first, .text("fragment2")], [.fault(.continuationMissing)], "5.18")
        check(role, [first, .binary([1])], [.fault(.continuationMissing)])
        let five: [Frame] = [
            .text("fragment1", fin: false), .more("fragment2", fin: false), .ping([1]), .more("fragment3", fin: false),
            .more("fragment4", fin: false), .ping([2]), .more("fragment5"),
        ]
        check(
            role, five, [.ping([1]), .ping([2]), .text(Array("fragment1fragment2fragment3fragment4fragment5".utf8))],
            "5.19, 5.20")
    }

    @Test("6.1, 6.2: empty and cut texts, cut also inside characters", arguments: roles)
    func texts(role: WebSocketWire.Role) {
        check(role, [.text("")], [.text([])])
        check(role, [.text("", fin: false), .more("", fin: false), .more("")], [.text([])])
        check(
            role, [.text("", fin: false), .more("middle frame payload", fin: false), .more("")],
            [.text(Array("middle frame payload".utf8))])
        for text in ["Hello-µ@ßöäüàá-UTF-8!!", "κόσμε"] {
            let bytes = Array(text.utf8)
            check(role, [.text(text)], [.text(bytes)])
            for cut in 0...bytes.count {
                check(role, [.text(Array(bytes[..<cut]), fin: false), .more(Array(bytes[cut...]))], [.text(bytes)])
            }
            let octets = bytes.enumerated().map { i, byte in
                Frame(opcode: i == 0 ? 1 : 0, payload: [byte], isFinal: i == bytes.count - 1)
            }
            check(role, octets, [.text(bytes)])
        }
    }

    static let good: [[UInt8]] = [
        [0xCE, 0xBA, 0xE1, 0xBD, 0xB9, 0xCF, 0x83, 0xCE, 0xBC, 0xCE, 0xB5], [0x00], [0xC2, 0x80], [0xE0, 0xA0, 0x80],
        [0xF0, 0x90, 0x80, 0x80], [0x7F], [0xDF, 0xBF], [0xEF, 0xBF, 0xBF], [0xF4, 0x8F, 0xBF, 0xBF],
        [0xED, 0x9F, 0xBF],
        [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBD], [0xEF, 0xBF, 0xBE], [0xF0, 0x9F, 0xBF, 0xBE], [0xF0, 0xAF, 0xBF, 0xBF],
        [0xF3, 0xBF, 0xBF, 0xBE], [0xF4, 0x8F, 0xBF, 0xBE], [0xEF, 0xBF, 0xB9], [0xEF, 0xBF, 0xBC],
    ]
    static let bad: [[UInt8]] = [
        [0xCE], [0xCE, 0xBA, 0xE1], [0xCE, 0xBA, 0xE1, 0xBD], [0xF8, 0x88, 0x80, 0x80, 0x80],
        [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80], [0xF7, 0xBF, 0xBF, 0xBF], [0xFB, 0xBF, 0xBF, 0xBF, 0xBF],
        [0xFD, 0xBF, 0xBF, 0xBF, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xBF], [0x80, 0xBF],
        [0x80, 0xBF, 0x80],
        Array(0x80...0xBF), [0xC0, 0x20], [0xC1, 0x20], [0xDF, 0x20], [0xE0, 0x20], [0xEF, 0x20], [0xF0, 0x20],
        [0xF7, 0x20],
        [0xF8, 0x20], [0xFC, 0x20], [0xC0], [0xE0, 0x80], [0xF0, 0x80, 0x80], [0xF8, 0x80, 0x80, 0x80], [0xDF],
        [0xEF, 0xBF],
        [0xF7, 0xBF, 0xBF], [0xFE], [0xFF], [0xFE, 0xFE, 0xFF, 0xFF], [0xC0, 0xAF], [0xE0, 0x80, 0xAF],
        [0xF0, 0x80, 0x80, 0xAF], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xC0, 0x80],
        [0xE0, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xED, 0xAD, 0xBF], [0xED, 0xAE, 0x80],
        [0xED, 0xAF, 0xBF], [0xED, 0xB0, 0x80], [0xED, 0xBE, 0x80], [0xED, 0xBF, 0xBF],
        [0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80], [0xED, 0xAF, 0xBF, 0xED, 0xBF, 0xBF],
    ]

    @Test("6.3, 6.5–6.23: exactly the valid sequences pass, alone and amid text", arguments: roles)
    func sequences(role: WebSocketWire.Role) {
        let around: [([UInt8], [UInt8])] = [
            ([], []), (Array(repeating: 0x61, count: 61), Array(repeating: 0x62, count: 70)),
        ]
        for (before, after) in around {
            for middle in Self.good {
                let text = before + middle + after
                check(role, [.text(text)], [.text(text)], "\(middle)")
            }
            for middle in Self.bad {
                let text = before + middle + after
                check(role, [.text(text), .ping()], [.fault(.textInvalid)], "\(middle)")
                let octets = text.enumerated().map { i, byte in
                    Frame(opcode: i == 0 ? 1 : 0, payload: [byte], isFinal: i == text.count - 1)
                }
                check(role, octets, [.fault(.textInvalid)], "\(middle)")
            }
        }
    }

    @Test(
        "6.4: invalid text is refused at the byte that makes it so, inside a frame that is still cut", arguments: roles)
    func failFast(role: WebSocketWire.Role) {
        let good: [UInt8] = [0xCE, 0xBA, 0xE1, 0xBD, 0xB9, 0xCF, 0x83, 0xCE, 0xBC, 0xCE, 0xB5]
        let bad: [UInt8] = [0xF4, 0x90, 0x80, 0x80]
        let rest = Array("edited".utf8)
        // 6.4.1, 6.4.2: the fault comes with the second fragment, before the third.
        check(role, [.text(good, fin: false), .more(bad, fin: false)], [.fault(.textInvalid)])
        check(role, [.text(good + bad.prefix(1), fin: false), .more([0x90], fin: false)], [.fault(.textInvalid)])
        // 6.4.3, 6.4.4: one frame; the 13th payload byte decides, and not the 12th.
        let frame = Frame.text(good + bad + rest).bytes(role)
        let head = frame.count - (good + bad + rest).count
        for first in 0...frame.count {
            let bench = Bench(role)
            bench.feed(frame[..<first])
            let wanted: [Said] = first >= head + 13 ? [.fault(.textInvalid)] : []
            #expect(bench.said == wanted, "after \(first) bytes")
        }
    }

    @Test("7.1: after a close nothing is told; a close inside a fragmented message is an honest one", arguments: roles)
    func closes(role: WebSocketWire.Role) {
        let big = [UInt8](repeating: 0x2A, count: 256 << 10)
        check(role, [.text("Hello"), .close(1000)], [.text(Array("Hello".utf8)), .close(1000, [])])
        for after: Frame in [.close(1000), .ping(), .text("x"), .more("x"), Frame(opcode: 3)] {
            check(role, [.close(1000), after], [.close(1000, [])])
        }
        check(role, [.text("fragment1", fin: false), .close(1000), .more("fragment2")], [.close(1000, [])], "7.1.5")
        check(
            role, [.text(big), .close(1000), .ping()], [.text(big), .close(1000, [])], pieces: [.max, 5000], "7.1.6")
    }

    @Test("7.3, 7.5: what may be in a close frame", arguments: roles)
    func closePayloads(role: WebSocketWire.Role) {
        let hello = Array("Hello World!".utf8)
        let longest = [UInt8](repeating: 0x2A, count: 123)
        check(role, [Frame(opcode: 8)], [.close(1005, [])])
        check(role, [Frame(opcode: 8, payload: [0x61])], [.fault(.closeTooShort)])
        check(role, [.close(1000)], [.close(1000, [])])
        check(role, [.close(1000, hello)], [.close(1000, hello)])
        check(role, [.close(1000, longest)], [.close(1000, longest)])
        check(role, [.close(1000, longest + [0x2A])], [.fault(.controlTooLong)])
        check(role, [.close(1000, [0xCE, 0xBA, 0xED, 0xA0, 0x80])], [.fault(.closeReasonInvalid)])
        check(role, [.close(1000, [0xCE])], [.fault(.closeReasonInvalid)])
        #expect(WireFault.closeReasonInvalid.close.code == 1007)
        #expect(WireFault.closeTooShort.close.code == 1002)
    }

    @Test("7.7, 7.9, 7.13: exactly the codes that may travel do", arguments: roles)
    func closeCodes(role: WebSocketWire.Role) {
        for code: UInt16 in [
            1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999,
        ] {
            check(role, [.close(code)], [.close(code, [])], "\(code)")
        }
        for code: UInt16 in [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535] {
            check(role, [.close(code)], [.fault(.closeCodeInvalid)], "\(code)")
            check(role, [.close(code, Array("reason".utf8))], [.fault(.closeCodeInvalid)], "\(code)")
        }
    }

    @Test("9.1, 9.2, 9.5, 9.6: 16 MiB in one frame, and 1 MiB in small pieces", arguments: roles)
    func large(role: WebSocketWire.Role) {
        let largest = [UInt8](repeating: 0x2A, count: 16 << 20)
        check(role, [.text(largest)], [.text(largest)], pieces: [64 << 10])
        let some = Array(largest.prefix(1 << 20))
        check(role, [.binary(some)], [.binary(some)], pieces: [.max, 65_521])
        let million = [UInt8](repeating: 0x2A, count: 1 << 20)
        check(role, [.text(million)], [.text(million)], pieces: [64, 2048])
    }

    @Test("9.3, 9.4, 10.1: 4 MiB in fragments from 64 bytes up, 65,536 of them", arguments: roles)
    func manyFragments(role: WebSocketWire.Role) {
        let whole = [UInt8](repeating: 0x2A, count: 4 << 20)
        for size in [64, 4 << 10, 4 << 20] {
            check(role, fragments(whole, of: size), [.binary(whole)], pieces: [50_000], "fragments of \(size)")
        }
        let short = [UInt8](repeating: 0x2A, count: 65_536)
        check(role, fragments(short, of: 1300), [.binary(short)], pieces: [.max, 1306])
    }

    func fragments(_ bytes: [UInt8], of size: Int) -> [Frame] {
        stride(from: 0, to: bytes.count, by: size).map { at in
            let end = min(at + size, bytes.count)
            return Frame(opcode: at == 0 ? 2 : 0, payload: Array(bytes[at..<end]), isFinal: end == bytes.count)
        }
    }
}
