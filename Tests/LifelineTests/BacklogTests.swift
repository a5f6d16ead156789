import EnergyProfile
@testable import Lifeline
import LifelineCore
import LifelineSession
import Roster
import Testing

@Suite("What a loop has still to take")
struct BacklogTests {
    private let writer = RecordWriter(.stock)

    @Test("is kept in order, up to as many messages as a log keeps; one more, and where the channels stand replaces it")
    func messages() {
        var limits = LogLimits()
        limits.entriesMax = 10
        var backlog = Backlog(limits)
        for _ in 0..<5 { backlog.append(news(2)) { standing } }
        #expect(backlog.standing == nil)
        #expect(backlog.news.map(\.publications.count) == [2, 2, 2, 2, 2])
        backlog.append(news(1)) { standing }
        #expect(backlog.standing != nil)
        #expect(backlog.news.isEmpty, "what the channels stand at covers it")
        for _ in 0..<5 { backlog.append(news(2)) { standing } }
        #expect(backlog.news.count == 5, "and what came since follows it")
    }

    @Test("is kept up to as many bytes as a log keeps, and not one more")
    func bytes() {
        let one = news(1)
        var limits = LogLimits()
        limits.bytesMax = 3 * one.bytes
        var backlog = Backlog(limits)
        for _ in 0..<3 { backlog.append(one) { standing } }
        #expect(backlog.standing == nil && backlog.news.count == 3)
        backlog.append(one) { standing }
        #expect(backlog.standing != nil && backlog.news.isEmpty)
    }

    @Test("is taken once")
    func taken() {
        var backlog = Backlog(LogLimits())
        #expect(backlog.isEmpty)
        backlog.append(news(1)) { standing }
        #expect(!backlog.isEmpty)
        #expect(backlog.take().news.count == 1)
        #expect(backlog.isEmpty && backlog.take().news.isEmpty)
    }

    private var standing: Standing { Standing(logs: ChannelLogs(), texts: [:], events: [:]) }

    private func news(_ count: Int) -> News {
        let message = InterferenceEvent()
        guard let driver = writer.driver(of: message) else { return News() }
        return News(
            publications: (0..<count).map { _ in Publication(Envelope(), message, driver, bytes: 300, codecs: 2) })
    }
}
