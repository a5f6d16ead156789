import EnergyProfile
import Testing

@Suite("The decipher")
struct DecipherTests {
    @Test("spends half an EU on a certain token, and a whole one on a token that could have been anything")
    func energy() {
        var decipher = Decipher(model: 3)
        decipher.answerBegan()
        decipher.heard(tokens: 2, entropy: 0)
        #expect(decipher.tick(seconds: 0.1).energy == 1)
        decipher.heard(tokens: 2, entropy: 1)
        let update = decipher.tick(seconds: 0.1)
        #expect(update.energy == 2 && update.total == 3 && update.tokens == 4 && update.model == 3)
        #expect(decipher.tick(seconds: 0.1).energy == 0)
    }

    @Test("comes to the same rate at any number of frames a second", arguments: [10, 60, 1000])
    func rate(hertz: Int) {
        var decipher = Decipher(model: 0)
        decipher.answerBegan()
        var sum = 0.0
        for tick in 0..<(6 * hertz) {
            // Ten tokens a second of 0.75 EU, as evenly as frames allow.
            if tick * 10 / hertz != (tick + 1) * 10 / hertz { decipher.heard(tokens: 1) }
            let rate = decipher.tick(seconds: 1 / Double(hertz)).rate
            if tick >= 5 * hertz { sum += rate }
        }
        #expect(abs(sum / Double(hertz) - 7.5) < 0.05)
    }

    @Test("keeps every number in its bounds, whatever it hears", arguments: [-1, 0, 0.5, 1, 7, .infinity, .nan])
    func bounds(entropy: Double) {
        var decipher = Decipher(model: 0)
        decipher.answerBegan()
        for _ in 0..<100 {
            decipher.heard(tokens: .max, entropy: entropy)
            let update = decipher.tick(seconds: 1 / 60)
            #expect((0...1).contains(update.level) && (0...1).contains(update.entropy))
            #expect(update.rate.isFinite && update.total.isFinite)
        }
    }

    @Test("says that an answer stalls, and that a finished one does not")
    func stall() {
        var decipher = Decipher(model: 0)
        decipher.answerBegan()
        decipher.heard(tokens: 1)
        #expect(!decipher.tick(seconds: 0.3).pattern.contains(.stall))
        _ = decipher.tick(seconds: 0.3)
        #expect(decipher.tick(seconds: 0.3).pattern.contains(.stall))
        decipher.answerEnded()
        #expect(!decipher.tick(seconds: 0.3).pattern.contains(.stall))
    }

    @Test("calls a rush a burst, a start rising and an end falling")
    func patterns() {
        var decipher = Decipher(model: 0)
        decipher.heard(tokens: 3)
        #expect(decipher.tick(seconds: 0.1).pattern == [.rising, .burst])
        #expect(decipher.tick(seconds: 0.1).pattern == .falling)
        for _ in 0..<100 { _ = decipher.tick(seconds: 0.1) }
        #expect(decipher.tick(seconds: 0.1).pattern == .steady)
    }
}
