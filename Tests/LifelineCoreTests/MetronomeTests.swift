import LifelineCore
import Testing

@Suite("Metronome")
struct MetronomeTests {
    let start = Instant(nanoseconds: 7)

    @Test("After an hour at 60 Hz a beat lies where it should, to the nanosecond")
    func noDrift() {
        var metronome = Metronome(hertz: 60, from: start)
        for n in 1...216_000 {
            let beat = metronome.beat(at: metronome.deadline)
            #expect(beat?.index == Int64(n))
        }
        #expect(metronome.deadline == Instant(nanoseconds: 7 + 3_600_000_000_000 + 16_666_666))
        #expect(metronome.skipped == 0)
    }

    @Test("Missed beats are counted and skipped, never stacked", arguments: [1, 3, 60, 999_983])
    func skips(hertz: Int) throws {
        var metronome = Metronome(hertz: hertz, from: start)
        var other = metronome
        for _ in 1...2 { _ = other.beat(at: other.deadline) }
        let third = other.deadline
        let before = metronome.beat(at: Instant(nanoseconds: metronome.deadline.nanoseconds - 1))
        #expect(before == nil)
        let kept = metronome.beat(at: third)
        let beat = try #require(kept)
        #expect(beat.index == 3 && beat.skipped == 2 && beat.lateness == .zero)
        #expect(metronome.skipped == 2)
        #expect(metronome.deadline > third)
    }

    @Test("One nanosecond before a deadline the beat before it is the latest one")
    func boundary() {
        for hertz in [3, 7, 60, 144, 1_000_000] {
            for n in [2, 3, 59, 60, 61, 1_000] as [Int64] {
                var metronome = Metronome(hertz: hertz, from: start)
                let due = n / Int64(hertz) * 1_000_000_000 + n % Int64(hertz) * 1_000_000_000 / Int64(hertz)
                let early = metronome.beat(at: Instant(nanoseconds: 7 + due - 1))
                let punctual = metronome.beat(at: Instant(nanoseconds: 7 + due))
                #expect(early?.index == n - 1, "\(hertz) Hz")
                #expect(punctual?.index == n, "\(hertz) Hz")
            }
        }
    }

    @Test("A period longer than a second, and a clock that jumps a century")
    func longPeriods() throws {
        var metronome = Metronome(every: .seconds(90), from: start)
        #expect(metronome.deadline == Instant(nanoseconds: 90_000_000_007))
        let late = metronome.beat(at: Instant(nanoseconds: 3_000_000_000_000_000_000))
        let beat = try #require(late)
        #expect(beat.skipped == beat.index - 1)
        #expect(beat.lateness < .seconds(90))
    }
}
