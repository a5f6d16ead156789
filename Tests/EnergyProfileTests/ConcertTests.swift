import EnergyProfile
import Testing

@Suite("A concert")
struct ConcertTests {
    /// Two models whose tokens per frame follow from the frame, and what happens between them.
    private func play(seconds: Int, _ tokens: (Int) -> (UInt32, UInt32)) -> [Concert.Event] {
        var (concert, a, b) = (Concert(), Decipher(model: 0), Decipher(model: 1))
        var events: [Concert.Event] = []
        for frame in 0..<(seconds * 60) {
            a.heard(tokens: tokens(frame).0)
            b.heard(tokens: tokens(frame).1)
            let voices = [
                Accord.Voice(a, a.tick(seconds: 1 / 60)), Accord.Voice(b, b.tick(seconds: 1 / 60)),
            ]
            concert.tick(voices, seconds: 1 / 60) { events.append($0) }
        }
        return events
    }

    @Test("of two who swell together is constructive and in phase")
    func together() {
        let events = play(seconds: 10) { $0 % 60 < 30 ? (2, 4) : (0, 0) }
        let interferences = events.compactMap { if case .interference(let event) = $0 { event } else { nil } }
        #expect(interferences.count == 10)
        for event in interferences.dropFirst(2) {
            #expect(event.interference == .constructive && event.strength > 0.95 && event.phase < 0.2)
            #expect(event.models == [0, 1])
        }
    }

    @Test("of two who take turns is destructive and in opposite phase, once their common start is forgotten")
    func turns() {
        let events = play(seconds: 20) { $0 % 60 < 30 ? (2, 0) : (0, 2) }
        let interferences = events.compactMap { if case .interference(let event) = $0 { event } else { nil } }
        for event in interferences.dropFirst(6) {
            #expect(event.interference == .destructive && event.strength > 0.7 && event.phase > 2.6)
        }
        #expect(interferences.count == 20)
    }

    @Test("of two equally fast ones resounds, told after 0.5, 1, 2, 4 and 8 seconds")
    func resonance() {
        let resonances = play(seconds: 10) { $0 % 2 == 0 ? (1, 1) : (0, 0) }.compactMap {
            if case .resonance(let event) = $0 { event } else { nil }
        }
        #expect(resonances.map { ($0.duration + 20) / 100 } == [5, 10, 20, 40, 80])
        #expect(resonances.last.map { abs($0.frequency - 30) < 2 } == true)
    }

    @Test("of one voice is silence, and a pause ends what was between two")
    func solo() {
        var (concert, a) = (Concert(), Decipher(model: 0))
        for _ in 0..<600 {
            a.heard(tokens: 1)
            concert.tick([Accord.Voice(a, a.tick(seconds: 1 / 60))], seconds: 1 / 60) { _ in Issue.record("an event") }
        }
    }
}
