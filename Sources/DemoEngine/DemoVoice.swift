import EnergyProfile
import LifelineCore

/// One model of the demo: listens for a while, then answers a token at a time, faster and slower as it goes.
struct DemoVoice {
    let model: UInt16
    private(set) var isSpeaking = false
    /// EU per second, smoothed over about half a second.
    private(set) var rate = 0.0

    private let hertz: Int
    /// What is left to say, the next token last.
    private var tokens: [String] = []
    private var stream: UInt32 = 0
    private var bytesSaid: UInt64 = 0
    private var tokensSaid: UInt32 = 0
    private var total = 0.0
    private var entropy = 0.4
    /// Tokens a second.
    private var pace = 30.0
    /// Tokens it may say by now, in parts of one.
    private var credit = 0.0
    private var ticksSilent = 0
    private var ticksToListen: Int

    init(model: UInt16, hertz: Int, listenFor ticks: Int) {
        self.model = model
        self.hertz = hertz
        ticksToListen = ticks
    }

    /// One tick: its energy, and what it said if it said something. `nextStream` numbers answers.
    mutating func tick(
        _ random: inout DemoRandom, nextStream: inout UInt32
    ) -> (energy: EnergyUpdate, piece: TokenStream?) {
        if !isSpeaking { listen(&random, &nextStream) }
        let piece = isSpeaking ? speak(&random) : nil
        return (spend(Int(piece?.count ?? 0), &random), piece)
    }

    private mutating func listen(_ random: inout DemoRandom, _ nextStream: inout UInt32) {
        ticksToListen -= 1
        guard ticksToListen <= 0 else { return }
        tokens = DemoText.tokens(of: DemoText.answers[random.index(below: DemoText.answers.count)]).reversed()
        stream = nextStream
        nextStream += 1
        bytesSaid = 0
        tokensSaid = 0
        credit = 1
        isSpeaking = true
    }

    private mutating func speak(_ random: inout DemoRandom) -> TokenStream? {
        pace = min(max(pace * random.number(in: 0.94..<1.064), 6), 90)
        if random.happens(perSecond: 0.3, hertz: hertz) { pace = random.number(in: 6..<90) }
        credit += pace / Double(hertz)
        var piece = TokenStream()
        piece.stream = stream
        piece.model = model
        piece.at = bytesSaid
        while credit >= 1, let token = tokens.popLast() {
            credit -= 1
            piece.count += 1
            piece.text.storage += token
            bytesSaid += UInt64(token.utf8.count)
        }
        guard piece.count > 0 else { return nil }
        tokensSaid += piece.count
        if tokens.isEmpty {
            piece.final = true
            isSpeaking = false
            ticksToListen = hertz + random.index(below: 2 * hertz)
        }
        return piece
    }

    private mutating func spend(_ tokens: Int, _ random: inout DemoRandom) -> EnergyUpdate {
        let energy = tokens == 0 ? 0 : Double(tokens) * random.number(in: 0.6..<1.1)
        let smooth = min(2 / Double(hertz), 1)
        let before = rate
        rate += (energy * Double(hertz) - rate) * smooth
        if rate < 0.001 { rate = 0 }
        total += energy
        entropy = min(max(entropy + random.number(in: -0.01..<0.01), 0.05), 0.95)
        ticksSilent = tokens == 0 ? ticksSilent + 1 : 0

        var update = EnergyUpdate()
        update.model = model
        update.pattern = pattern(from: before, tokens)
        update.tokens = tokensSaid
        update.energy = energy
        update.total = total
        update.rate = rate
        update.level = Float(rate / (rate + 30))
        update.entropy = Float(entropy)
        return update
    }

    private func pattern(from before: Double, _ tokens: Int) -> Patterns {
        var pattern: Patterns = rate > before * 1.02 ? .rising : rate < before * 0.98 ? .falling : .steady
        if tokens > 2 { pattern.insert(.burst) }
        if isSpeaking, ticksSilent * 2 > hertz { pattern.insert(.stall) }
        return pattern
    }
}
