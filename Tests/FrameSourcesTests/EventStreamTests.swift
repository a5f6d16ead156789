@testable import FrameSources
import LifelineCore
import Testing

@Suite("Server-sent events")
struct EventStreamTests {
    private func read(_ text: String, split: Int, lineBytesMax: Int = 100, eventBytesMax: Int = 100) -> [String] {
        var stream = EventStream(lineBytesMax: lineBytesMax, eventBytesMax: eventBytesMax)
        var events: [String] = []
        let bytes = Array(text.utf8)
        var at = 0
        while at < bytes.count {
            let next = min(at + split, bytes.count)
            do throws(EventStream.Fault) {
                try bytes[at..<next].withUnsafeBytes { piece in
                    Result { () throws(EventStream.Fault) in
                        try stream.read(piece) { events.append(String(decoding: $0, as: UTF8.self)) }
                    }
                }.get()
            } catch {
                return events + ["!\(error)"]
            }
            at = next
        }
        return events
    }

    @Test(
        "come out whole, whatever ends their lines, in any split",
        arguments: [
            ("data: one\n\ndata:two\n\n", ["one", "two"]),
            ("data: one\r\n\r\ndata: two\r\rdata: three\n\n", ["one", "two", "three"]),
            ("data: a\ndata: b\ndata\n\n", ["a\nb\n"]), (": comment\nevent: x\nid: 7\nretry: 1\n\ndata: y\n\n", ["y"]),
            ("\u{FEFF}data: bom\n\n", ["bom"]), ("data: never ended", []), ("data: never ended\n", []), ("\n\n\n", []),
            ("data\n\n", [""]), ("data:  two blanks\n\n", [" two blanks"]), ("database: no\n\n", []),
        ] as [(String, [String])])
    func forms(text: String, events: [String]) {
        for split in 1...text.utf8.count { #expect(read(text, split: split) == events, "in pieces of \(split)") }
    }

    @Test("are bounded: a line or event at its limit passes, a longer one ends the stream")
    func bounds() {
        let line = "data: " + String(repeating: "x", count: 94)
        for split in [1, 7, 1_000] {
            #expect(read(line + "\n\n", split: split).count == 1)
            #expect(read(line + "x\n\n", split: split) == ["!lineTooLong"])
            #expect(read("data: ok\n\n" + line + "x\n\ndata: no\n\n", split: split) == ["ok", "!lineTooLong"])
            #expect(read("data: 12345\ndata: 678\n\n", split: split, eventBytesMax: 10) == ["12345\n678"])
            #expect(read("data: 12345\ndata: 67890\n\n", split: split, eventBytesMax: 10) == ["!eventTooLong"])
        }
    }
}
