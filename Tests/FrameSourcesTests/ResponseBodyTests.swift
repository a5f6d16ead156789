@testable import FrameSources
import LifelineCore
import Testing

@Suite("An HTTP answer")
struct ResponseBodyTests {
    /// What is read of `text` in pieces of `split`, as words.
    private func read(_ text: String, split: Int, closes: Bool = true) -> String {
        var machine = ResponseBody()
        var (told, body) = ("", [UInt8]())
        func hear(_ event: ResponseBody.Event) {
            switch event {
            case .status(let status): told += "\(status):"
            case .bytes(let bytes): body += bytes
            case .whole: told += String(decoding: body, as: UTF8.self) + "|"
            }
        }
        let bytes = Array(text.utf8)
        do throws(ResponseBody.Fault) {
            var at = 0
            while at < bytes.count {
                let next = min(at + split, bytes.count)
                let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: next - at, alignment: 1)
                piece.copyBytes(from: bytes[at..<next])
                defer { piece.deallocate() }
                try machine.read(UnsafeRawBufferPointer(piece), hear)
                at = next
            }
            if closes { try machine.ended(hear) }
        } catch {
            told += "!\(error)"
        }
        return told
    }

    private func always(_ text: String, _ wanted: String, closes: Bool = true) {
        for split in 1...max(text.utf8.count, 1) {
            let told = read(text, split: split, closes: closes)
            #expect(told == wanted, "in pieces of \(split)")
            if told != wanted { return }
        }
    }

    @Test("is read by its length, in any split")
    func length() {
        always("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "200:hello|", closes: false)
        always("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, and more", "200:hello|")
        always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "200:|", closes: false)
        always("HTTP/1.1 204 None\r\n\r\n", "204:|", closes: false)
    }

    @Test("is read by its chunks, with extensions and trailers, in any split")
    func chunks() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        always(head + "5\r\nhello\r\n0\r\n\r\n", "200:hello|", closes: false)
        always(head + "3;a=b\r\nhel\r\n02\r\nlo\r\n0\r\nX: y\r\nZ: \r\n\r\n", "200:hello|", closes: false)
        always(head + "A\r\n0123456789\r\n000\r\n\r\nrest", "200:0123456789|", closes: false)
    }

    @Test("without length ends with the connection, and interim ones are passed over")
    func close() {
        always("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\n\r\nhello", "404:hello|")
    }

    @Test(
        "that is cut is told from a whole one",
        arguments: [
            "", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
        ])
    func cut(text: String) {
        always(text, text.contains("\r\n\r\n") ? "200:!cut" : "!cut")
    }

    @Test(
        "that is none, or contradicts itself, is refused",
        arguments: [
            ("SSH-2.0-x\r\n", "!badHead"), ("HTTP/1.0 200 OK\r\n\r\n", "!badHead"),
            ("HTTP/1.1 101 Go\r\n\r\n", "!badHead"), ("HTTP/1.1 999 Go\r\n\r\n", "!badHead"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", "!badFraming"),
            ("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "!badFraming"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999\r\n\r\n", "!badFraming"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "!badFraming"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "!badFraming"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", "200:!badChunk"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", "200:!badChunk"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab", "200:!badChunk"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n", "200:!badChunk"),
        ])
    func refused(text: String, why: String) { always(text, why) }

    @Test("whose trailers do not end is refused")
    func trailers() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
        #expect(read(head + String(repeating: "x: y\r\n", count: 5_000), split: 999) == "200:!badChunk")
    }
}
