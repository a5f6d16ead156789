import LifelineCore
import LifelineSession
import Testing

@Suite("A pulse")
struct PulseTests {
    func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }
    let pulse = Pulse(interval: .seconds(1), timeout: .seconds(3), at: Instant(nanoseconds: 0))

    @Test("Beats each interval, and not before")
    func beats() {
        var pulse = pulse
        #expect(pulse.woke(at: at(0.999)) == .quiet)
        #expect(pulse.deadline == at(1))
        #expect(pulse.woke(at: at(1)) == .beat)
        #expect(pulse.woke(at: at(1.5)) == .quiet)
        #expect(pulse.woke(at: at(2)) == .beat)
    }

    @Test("Pulses that fell in beat together, the first time up to a twentieth of an interval early")
    func fallsIn() {
        let starts = [0.0, 0.001, 0.02, 0.049, 0.05, 0.06].map { start in
            var pulse = Pulse(interval: .seconds(1), timeout: .seconds(3), at: at(start))
            pulse.fallIn()
            return pulse
        }
        #expect(starts.map(\.deadline) == [1, 1, 1, 1, 1.05, 1.05].map(at))
        var late = starts[3]
        #expect(late.woke(at: at(1)) == .beat)
        #expect(late.deadline == at(2), "and stays in step")
    }

    @Test("An interval too short for steps is kept")
    func tooShortToFallIn() {
        var pulse = Pulse(interval: .nanoseconds(19), timeout: .seconds(3), at: at(0.5))
        let deadline = pulse.deadline
        pulse.fallIn()
        #expect(pulse.deadline == deadline)
    }

    @Test("Loses a silent peer at the timeout; any byte before it is life")
    func loses() {
        var (silent, alive) = (pulse, pulse)
        alive.heard(at: at(0.01))
        for second in [1.0, 2] {
            #expect(silent.woke(at: at(second)) == .beat)
            #expect(alive.woke(at: at(second)) == .beat)
        }
        #expect(silent.deadline == at(3))
        #expect(silent.woke(at: at(3)) == .lost)
        #expect(alive.woke(at: at(3)) == .beat)
        #expect(alive.woke(at: at(3.01)) == .lost)
    }

    @Test("Who overslept asks again, once")
    func overslept() {
        var pulse = pulse
        #expect(pulse.woke(at: at(60)) == .beat)
        var second = pulse
        for second in [61.0, 62] { #expect(pulse.woke(at: at(second)) == .beat) }
        #expect(pulse.woke(at: at(63)) == .lost, "a timeout after the lid was opened")
        #expect(second.woke(at: at(120)) == .lost, "overslept again without having heard anything")
    }

    @Test("Who overslept and then hears something may oversleep again")
    func oversleptTwice() {
        var pulse = pulse
        #expect(pulse.woke(at: at(60)) == .beat)
        pulse.heard(at: at(60.1))
        #expect(pulse.woke(at: at(120)) == .beat)
    }

    @Test("Knows the round trip and the peer's clock, by the fastest answer")
    func clocks() {
        func stamp(_ milliseconds: Int64) -> Timestamp { Timestamp(microseconds: milliseconds * 1_000) }
        var pulse = pulse
        pulse.answered(echo: stamp(1_000), theirs: stamp(6_005), ours: stamp(1_010))
        #expect(pulse.roundTrip == .milliseconds(10))
        #expect(pulse.clockOffset == 5_000_000)
        pulse.answered(echo: stamp(2_000), theirs: stamp(7_500), ours: stamp(2_090))
        #expect(pulse.roundTrip == .milliseconds(20))
        #expect(pulse.clockOffset == 5_000_000, "a slow answer does not know better")
        pulse.answered(echo: stamp(9_000), theirs: stamp(0), ours: stamp(8_000))
        #expect(pulse.roundTrip == .milliseconds(20), "our clock went back: the answer means nothing")
    }
}
