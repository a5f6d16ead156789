import Glibc
import LifelineCore
@testable import Service
import Testing

@Suite("How frames went", .timeLimit(.minutes(1)))
struct FrameLogTests {
    private func count(second: Int, frames: UInt64, skipped: UInt64) -> FrameLog.Count {
        FrameLog.Count(
            at: Instant(nanoseconds: Int64(second) * 1_000_000_000), frames: frames, skipped: skipped,
            published: 2 * frames, records: frames, clients: 1)
    }

    private func written(_ level: LogLevel, _ body: (Log) -> Void) -> [Substring] {
        var ends: [CInt] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let log = Log(level, .text, to: ends[1]) { Timestamp(microseconds: 0) }
        body(log)
        log.close(within: .seconds(30))
        close(ends[1])
        var room = [UInt8](repeating: 0, count: 1 << 14)
        let count = room.withUnsafeMutableBytes { read(ends[0], $0.baseAddress, $0.count) }
        return String(decoding: room.prefix(max(count, 0)), as: UTF8.self).split(separator: "\n")
    }

    @Test("is written once a second for who debugs, and not for others")
    func debug() {
        for (level, lines) in [(LogLevel.debug, 2), (.info, 0)] {
            let text = written(level) { log in
                var frames = FrameLog()
                for second in 0...2 {
                    frames.tell(count(second: second, frames: UInt64(60 * second), skipped: 0), to: log)
                }
            }
            #expect(text.count == lines)
            #expect(text.allSatisfy { $0.hasSuffix("frames kept=60 skipped=0 published=120 records=60 clients=1") })
        }
    }

    @Test("is news when ticks were skipped, and in ten seconds no more than once")
    func skipped() {
        let text = written(.info) { log in
            var frames = FrameLog()
            for second in 0...11 {
                frames.tell(count(second: second, frames: UInt64(60 * second), skipped: UInt64(second)), to: log)
            }
        }
        #expect(
            text.map { $0.split(separator: " ").dropFirst().joined(separator: " ") } == [
                "warning ticks skipped count=1 kept=60", "warning ticks skipped count=10 kept=660",
            ])
    }
}
