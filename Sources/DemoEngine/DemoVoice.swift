import EnergyProfile
import LifelineCore

/// One model of the demo: listens for a while, then answers a token at a time, faster and slower as it goes.
struct DemoVoice {
    /// A prompt that waits for this voice, by what its answer follows from.
    struct Question {
        let stream: UInt32
        let seed: UInt64
    }

    /// Keeps to another voice's pace while that one speaks, or to its opposite.
    struct Duet {
        let partner: Int
        let isMirrored: Bool
    }

    let model: UInt16
    private(set) var isSpeaking = false
    private(set) var decipher: Decipher
    /// Tokens a second.
    private(set) var pace = 30.0
    private(set) var duet: Duet?
    private var question: Question?

    private let hertz: Int
    /// What is left to say, the next token last.
    private var tokens: [String] = []
    private var stream: UInt32 = 0
    private var bytesSaid: UInt64 = 0
    /// How uncertain its next token is.
    private var doubt = 0.4
    /// Tokens it may say by now, in parts of one.
    private var credit = 0.0
    private var ticksToListen: Int

    static let paces = 6.0..<90.0

    init(model: UInt16, hertz: Int, listenFor ticks: Int) {
        self.model = model
        self.hertz = hertz
        decipher = Decipher(model: model)
        ticksToListen = ticks
    }

    /// False if another prompt waits already.
    var mayBeAsked: Bool { question == nil }
    mutating func ask(_ question: Question) { self.question = question }
    mutating func sing(_ duet: Duet?) { self.duet = duet }

    /// True if it is time to say something new: then `answer` follows.
    mutating func listens() -> Bool {
        guard !isSpeaking else { return false }
        ticksToListen -= 1
        return ticksToListen <= 0 || question != nil
    }

    /// Begins the prompt that waits, or else one of its own.
    mutating func answer(_ random: inout DemoRandom, nextStream: inout UInt32) {
        let text: String
        if let question {
            stream = question.stream
            text = DemoText.reply(seed: question.seed)
        } else {
            stream = nextStream
            nextStream &+= 1
            text = DemoText.musing(&random)
        }
        question = nil
        tokens = DemoText.tokens(of: text).reversed()
        bytesSaid = 0
        credit = 1
        isSpeaking = true
        decipher.answerBegan()
    }

    /// Loses its thread: the next token is its last.
    mutating func breakOff() {
        tokens = Array(tokens.suffix(1))
        credit = 1
    }

    /// One tick: its energy, and what it said if it said something. `lead` is the pace to keep, if there is one.
    mutating func tick(_ random: inout DemoRandom, lead: Double?) -> (energy: EnergyUpdate, piece: TokenStream?) {
        let piece = isSpeaking ? speak(&random, lead) : nil
        if let piece { decipher.heard(tokens: piece.count, entropy: doubt) }
        let update = decipher.tick(seconds: 1 / Double(hertz))
        if piece?.final == true { decipher.answerEnded() }
        return (update, piece)
    }

    private mutating func speak(_ random: inout DemoRandom, _ lead: Double?) -> TokenStream? {
        pace = clamped(pace * random.number(in: 0.94..<1.064))
        if random.happens(perSecond: 0.3, hertz: hertz) { pace = random.number(in: DemoVoice.paces) }
        if let lead { pace = clamped(lead) }
        doubt = min(max(doubt + random.number(in: -0.03..<0.03), 0.02), 0.98)
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
        if tokens.isEmpty {
            piece.final = true
            isSpeaking = false
            ticksToListen = hertz + random.index(below: 2 * hertz)
        }
        return piece
    }

    private func clamped(_ pace: Double) -> Double {
        min(max(pace, DemoVoice.paces.lowerBound), DemoVoice.paces.upperBound)
    }
}
