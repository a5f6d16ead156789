import LifelineCore
import LifelineSession
import Testing

@Suite("What bounds a session")
struct BoundsTests {
    let start = Instant(nanoseconds: 0)

    @Test("A window is full at its size, and takes no acknowledgement of what was never sent")
    func window() {
        var window = SendWindow(size: 2)
        window.send()
        #expect(!window.isFull)
        window.send()
        #expect(window.isFull)
        #expect(window.acknowledge(3) == false)
        #expect(window.isFull)
        #expect(window.acknowledge(1) == true)
        #expect(!window.isFull)
        #expect(window.acknowledge(0) == true, "an old one changes nothing")
        #expect(window.acknowledged == 1)
    }

    @Test("A window of none is never full")
    func noWindow() {
        var window = SendWindow(size: 0)
        for _ in 0..<1_000 { window.send() }
        #expect(!window.isFull)
    }

    @Test("A bucket gives its burst, then its rate, and never saves up more than the burst")
    func bucket() {
        var bucket = TokenBucket(burst: 3, perSecond: 2, at: start)
        #expect((0..<4).map { _ in bucket.take(at: start) } == [true, true, true, false])
        #expect(bucket.wait == .milliseconds(500))
        #expect(bucket.take(at: start.advanced(by: .milliseconds(499))) == false)
        #expect(bucket.take(at: start.advanced(by: .milliseconds(500))) == true)
        let later = start.advanced(by: .seconds(3_600))
        #expect((0..<4).map { _ in bucket.take(at: later) } == [true, true, true, false])
    }

    @Test("A request with a key is done once: new, running, done")
    func replies() throws {
        var cache = ReplyCache()
        guard case .new = cache.begin("a", at: start) else { throw Unexpected() }
        guard case .running = cache.begin("a", at: start) else { throw Unexpected() }
        var reply = Reply()
        reply.result = Document(canonical: [0x31])
        cache.finish("a", reply, at: start)
        cache.finish("a", Reply(), at: start)
        guard case .done(let again) = cache.begin("a", at: start) else { throw Unexpected() }
        #expect(again.result?.json == [0x31])
        guard case .new = cache.begin("b", at: start) else { throw Unexpected() }
    }

    @Test("An answer is kept for two minutes after it was last asked for")
    func expiry() throws {
        var cache = ReplyCache()
        _ = cache.begin("a", at: start)
        cache.finish("a", Reply(), at: start)
        let almost = start.advanced(by: .seconds(119))
        guard case .done = cache.begin("a", at: almost) else { throw Unexpected() }
        guard case .done = cache.begin("a", at: almost.advanced(by: .seconds(119))) else { throw Unexpected() }
        guard case .new = cache.begin("a", at: almost.advanced(by: .seconds(239))) else { throw Unexpected() }
    }

    @Test("A full cache lets the oldest answer go, and refuses while everything runs")
    func full() throws {
        var cache = ReplyCache(keysMax: 2)
        _ = cache.begin("a", at: start)
        _ = cache.begin("b", at: start)
        guard case .full = cache.begin("c", at: start) else { throw Unexpected() }
        cache.finish("a", Reply(), at: start)
        guard case .new = cache.begin("c", at: start) else { throw Unexpected() }
        #expect(cache.count == 2)
        guard case .running = cache.begin("b", at: start) else { throw Unexpected() }
    }

    struct Unexpected: Error {}
}
