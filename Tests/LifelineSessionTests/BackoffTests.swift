import LifelineCore
import LifelineSession
import Testing

@Suite("Back-off")
struct BackoffTests {
    @Test("Waits up to 100, 250 and 500 ms, 1, 2, 4, 8 s, and 16 s for ever")
    func bounds() {
        var backoff = Backoff()
        var bounds: [Duration] = []
        for _ in 0..<10 {
            bounds.append(backoff.bound)
            #expect(backoff.next(entropy: .max) == bounds.last, "the greatest wait is the bound itself")
        }
        let milliseconds = [100, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 16_000, 16_000]
        #expect(bounds == milliseconds.map { .milliseconds($0) })
        #expect(backoff.attempts == 10)
    }

    @Test("Jitter is full: nothing to the bound, evenly")
    func jitter() {
        var waits: [Duration] = []
        for share in 0..<4 {
            var backoff = Backoff()
            waits.append(backoff.next(entropy: UInt64(share) << 62))
        }
        #expect(waits == [.zero, .milliseconds(25), .milliseconds(50), .milliseconds(75)])
    }

    @Test("Begins again after a reset")
    func reset() {
        var backoff = Backoff()
        for _ in 0..<5 { _ = backoff.next(entropy: 1) }
        backoff.reset()
        #expect(backoff == Backoff())
    }
}
