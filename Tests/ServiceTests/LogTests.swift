import Glibc
import LifelineCore
@testable import Service
import Testing

@Suite("A log", .timeLimit(.minutes(1)))
struct LogTests {
    @Test("writes lines in their order and leaves out what is below its level")
    func order() {
        let (text, lost) = written { log in
            for number in 0..<100 { log.write(LogLine(.info, "line").with("number", number)) }
            log.write(LogLine(.debug, "too much"))
        }
        #expect(lost == 0)
        let numbers = text.split(separator: "\n").compactMap { $0.split(separator: "=").last.flatMap { Int($0) } }
        #expect(numbers == Array(0..<100))
        #expect(!text.contains("too much"))
    }

    @Test("keeps what stands below its lines below them, and takes it away in the end")
    func footer() {
        var ends: [CInt] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let log = Log(.info, .text, to: ends[1]) { Timestamp(microseconds: 0) }
        func came() -> String {
            var room = [UInt8](repeating: 0, count: 4096)
            let count = room.withUnsafeMutableBytes { read(ends[0], $0.baseAddress, $0.count) }
            return String(decoding: room.prefix(max(count, 0)), as: UTF8.self)
        }
        func awaited(_ end: String) -> String {
            var text = ""
            while !text.hasSuffix(end) { text += came() }
            return text
        }
        log.show("1 client")
        #expect(awaited("client") == "1 client")
        log.write(LogLine(.info, "news"))
        let news = awaited("1 client")
        #expect(news == "\r\u{1B}[2K1970-01-01T00:00:00.000Z info news\n1 client")
        log.show("2 clients")
        #expect(awaited("clients") == "\r\u{1B}[2K2 clients")
        log.show("")
        log.close(within: .seconds(30))
        #expect(awaited("K") == "\r\u{1B}[2K")
    }

    @Test("never makes its caller wait for a reader who stopped: what finds no room is counted")
    func stopped() {
        var ends: [CInt] = [0, 0]
        #expect(pipe(&ends) == 0)
        #expect(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
        defer { for end in ends { close(end) } }
        let log = Log(.info, .text, to: ends[1]) { Timestamp(microseconds: 0) }
        let clock = ContinuousClock()
        let words = String(repeating: "x", count: 200)
        let time = clock.measure {
            for _ in 0..<(Log.linesMax * 2) { log.write(LogLine(.info, "line").with("words", own: words)) }
        }
        #expect(time < .seconds(20))
        // A writer that lives on would write into whatever gets its descriptor's number next.
        #expect(clock.measure { log.close(within: .seconds(30)) } < .seconds(10))
        #expect(log.lost > 0)
    }

    private func written(_ body: (Log) -> Void) -> (String, lost: UInt64) {
        var ends: [CInt] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let log = Log(.info, .text, to: ends[1]) { Timestamp(microseconds: 0) }
        body(log)
        log.close(within: .seconds(30))
        close(ends[1])
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 4096)
        while case let count = room.withUnsafeMutableBytes({ read(ends[0], $0.baseAddress, $0.count) }), count > 0 {
            bytes += room.prefix(count)
        }
        return (String(decoding: bytes, as: UTF8.self), log.lost)
    }
}
