import LifelineCore
import Testing

@testable import WebSocketWire

@Suite("A conversation")
struct ConversationTests {
    @Test("The examples of RFC 6455 §5.7 read as the RFC says")
    func examples() {
        let hello = Array("Hello".utf8)
        #expect(Bench.hears([0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F], .client) == [.text(hello)])
        let masked: [UInt8] = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
        #expect(Bench.hears(masked, .server) == [.text(hello)])
        let fragmented: [UInt8] = [0x01, 0x03, 0x48, 0x65, 0x6C, 0x80, 0x02, 0x6C, 0x6F]
        #expect(Bench.hears(fragmented, .client) == [.text(hello)])
        #expect(Bench.hears([0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F], .client) == [.ping(hello)])
        let pong: [UInt8] = [0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
        #expect(Bench.hears(pong, .server) == [.pong(hello)])
        let blob = [UInt8](repeating: 7, count: 256)
        #expect(Bench.hears([0x82, 0x7E, 0x01, 0x00] + blob, .client) == [.binary(blob)])
        let large = [UInt8](repeating: 7, count: 65_536)
        #expect(Bench.hears([0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0] + large, .client) == [.binary(large)])
    }

    static let all: [Frame] = [
        .text("Hello"), .binary([0, 1, 2]), .ping([9]), .text("κόσ", fin: false), .ping(Array("mid".utf8)),
        .more("", fin: false),
        .more("με"), .pong(), .text(String(repeating: "x", count: 126)), .binary([], fin: false), .pong([1, 2]),
        .more([], fin: true),
        .text(Array("🚀".utf8.prefix(2)), fin: false), .more(Array("🚀".utf8.suffix(2))),
        .binary(Array(repeating: 5, count: 40)),
        .close(4500, Array("über".utf8)), .text("after"),
    ]
    static let heard: [Said] = [
        .text(Array("Hello".utf8)), .binary([0, 1, 2]), .ping([9]), .ping(Array("mid".utf8)),
        .text(Array("κόσμε".utf8)), .pong([]),
        .text(Array(repeating: 0x78, count: 126)), .pong([1, 2]), .binary([]), .text(Array("🚀".utf8)),
        .binary(Array(repeating: 5, count: 40)), .close(4500, Array("über".utf8)),
    ]

    @Test("Every cut into two and every piece size gives the same events", arguments: AutobahnTests.roles)
    func splits(role: WebSocketWire.Role) {
        let bytes = Self.all.bytes(role)
        for cut in 0...bytes.count {
            let bench = Bench(role)
            bench.feed(bytes[..<cut])
            bench.feed(bytes[cut...])
            #expect(bench.said == Self.heard, "cut at \(cut)")
        }
        for size in 1...80 { #expect(Bench.hears(bytes, role, pieces: size) == Self.heard, "pieces of \(size)") }
    }

    @Test("Every truncation says a beginning of the whole", arguments: AutobahnTests.roles)
    func truncations(role: WebSocketWire.Role) {
        let bytes = Self.all.bytes(role)
        for end in 0...bytes.count {
            let said = Bench.hears(Array(bytes[..<end]), role)
            #expect(said == Array(Self.heard.prefix(said.count)), "truncated to \(end)")
        }
    }

    @Test("An owner may stop after any event and go on elsewhere with the rest", arguments: AutobahnTests.roles)
    func stopping(role: WebSocketWire.Role) {
        let bench = Bench(role)
        var rest = Self.all.bytes(role)
        while !rest.isEmpty {
            let whole = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 + rest.count + 32, alignment: 1)
            defer { whole.deallocate() }
            let region = UnsafeMutableRawBufferPointer(rebasing: whole[16..<16 + rest.count])
            region.copyBytes(from: rest)
            var input = Inbound(region.baseAddress!, count: rest.count)
            if let event = bench.ask(&input) { bench.said.append(event) }
            rest = rest.suffix(input.count)
        }
        #expect(bench.said == Self.heard)
    }

    @Test("Once silenced it tells the peer's close and violations, and nothing else", arguments: AutobahnTests.roles)
    func silence(role: WebSocketWire.Role) {
        for size in [1, 3, 1000] {
            let bytes = Self.all.bytes(role)
            let bench = Bench(role)
            bench.wire.silence()
            for at in stride(from: 0, to: bytes.count, by: size) { bench.feed(bytes[at..<min(at + size, bytes.count)]) }
            #expect(bench.said == [.close(4500, Array("über".utf8))], "pieces of \(size)")
            let other = Bench(role)
            other.feed([Frame.text("a"), .text("b", fin: false)].bytes(role))
            other.wire.silence()
            other.feed([Frame.more("c"), .text([0xFF])].bytes(role))
            #expect(other.said == [.text([0x61]), .fault(.textInvalid)])
        }
    }

    @Test("A machine is at most 64 bytes and holds memory only inside a message", arguments: AutobahnTests.roles)
    func memory(role: WebSocketWire.Role) {
        #expect(MemoryLayout<WebSocketWire>.size <= 64)
        let bench = Bench(role)
        bench.feed(Self.all.dropLast(2).flatMap { $0.bytes(role) })
        #expect(bench.wire.bytesHeld == 0)
        let large = Frame.binary(Array(repeating: 1, count: 1 << 20)).bytes(role)
        let head = large.count - (1 << 20)
        bench.feed(large.prefix(head))
        #expect(bench.wire.bytesHeld == 0, "an announced length holds nothing")
        bench.feed(large[head..<10_000])
        #expect(bench.wire.bytesHeld <= 20_000, "at most twice what has arrived")
        bench.feed(large[10_000...])
        #expect(bench.wire.bytesHeld == 0)
        #expect(bench.said.last == .binary(Array(repeating: 1, count: 1 << 20)))
        for byte in Frame.ping([1, 2, 3]).bytes(role) { bench.feed([byte]) }
        #expect(bench.wire.bytesHeld == 0)
        #expect(bench.said.last == .ping([1, 2, 3]))
    }
}
