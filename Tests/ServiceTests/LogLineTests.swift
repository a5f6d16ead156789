import LifelineCore
@testable import Service
import Testing

@Suite("A log line")
struct LogLineTests {
    private let noon = Timestamp(microseconds: 1_709_208_000_123_456)

    @Test("reads well, with quotes only where they help")
    func text() {
        let line = LogLine(.info, "client left").with("code", 1001).with("peer", own: "127.0.0.1:5 \"x\"")
        #expect(
            line.spelled(.text, at: noon)
                == "2024-02-29T12:00:00.123Z info client left code=1001 peer=\"127.0.0.1:5 \\\"x\\\"\"\n")
    }

    @Test("is one JSON object for machines, whatever is in it")
    func json() {
        let line = LogLine(.warning, "odd").with("words", own: "a\u{1B}[31m\nb\\").with("after_ms", .microseconds(1500))
        #expect(
            line.spelled(.json, at: noon)
                == #"{"time":"2024-02-29T12:00:00.123Z","level":"warning","event":"odd","words":"a\u001b[31m\u000ab\\","#
                + "\"after_ms\":1.5}\n")
    }

    @Test(
        "says the date that the calendar says",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
            (1_735_689_599, "2024-12-31T23:59:59.000Z"), (1_740_787_200, "2025-03-01T00:00:00.000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000Z"),
        ])
    func dates(seconds: Int64, spelled: String) {
        #expect(UTC(Timestamp(microseconds: seconds * 1_000_000)).description == spelled)
    }
}
