import LifelineCore

/// Turns what one model does into its energy, as docs/ENERGY.md defines it. A value without clock, and it never sees
/// a text: only how many tokens there are, and how uncertain each was.
///
/// ```swift
/// var decipher = Decipher(model: 0)
/// decipher.answerBegan()
/// decipher.heard(tokens: 2, entropy: 0.3)
/// hub.publish(decipher.tick(seconds: 1 / 60), on: Energy.self)
/// ```
public struct Decipher: Sendable {
    /// Index into `startup_complete.models`: each update bears it.
    public let model: UInt16
    /// True between the beginning of an answer and its end.
    public private(set) var isAnswering = false
    /// EU a second, smoothed over about half a second.
    public private(set) var rate = 0.0
    /// Tokens a second, smoothed in the same way.
    public private(set) var pace = 0.0

    /// What the tokens since the last tick weigh.
    private var spent = 0.0
    private var arrived: UInt32 = 0
    private var tokens: UInt32 = 0
    private var total = 0.0
    private var entropy = Decipher.entropyUnknown
    private var secondsSilent = 0.0

    /// What counts as the uncertainty of a token that nobody says anything about.
    public static let entropyUnknown = 0.5
    /// Seconds over which rates are smoothed.
    public static let smoothing = 0.5
    /// Seconds without a token after which an open answer stalls.
    public static let stallsAfter = 0.5
    /// EU a second at which the level is one half.
    public static let levelHalf = 30.0
    /// The share of a token in the smoothed entropy.
    private static let entropyShare = 0.125
    /// A slower rate is none.
    private static let rateLeast = 0.001

    /// At rest, with nothing heard: the entropy is 0.5, all else 0.
    public init(model: UInt16) { self.model = model }

    /// An answer begins: its tokens count from here.
    public mutating func answerBegan() {
        isAnswering = true
        tokens = 0
        secondsSilent = 0
    }

    /// The answer is over; what comes until the next belongs to none.
    public mutating func answerEnded() { isAnswering = false }

    /// So many tokens came, each about as uncertain as `entropy`: 0 certain, 1 anything goes.
    public mutating func heard(tokens count: UInt32, entropy heard: Double = Decipher.entropyUnknown) {
        let heard = heard >= 0 ? min(heard, 1) : 0  // Also what is no number.
        spent += Double(count) * Decipher.energy(entropy: heard)
        arrived = Decipher.sum(arrived, count)
        tokens = Decipher.sum(tokens, count)
        for _ in 0..<min(count, 64) { entropy += (heard - entropy) * Decipher.entropyShare }
    }

    /// EU of one token.
    public static func energy(entropy: Double) -> Double { 0.5 + 0.5 * entropy }

    /// The frame that ends now, `seconds` after the one before it.
    public mutating func tick(seconds: Double) -> EnergyUpdate {
        precondition(seconds > 0, "a frame has a length: 1 / hertz, and more after skipped beats")
        let before = rate
        let share = min(seconds / Decipher.smoothing, 1)
        let paceBefore = pace
        rate += (spent / seconds - rate) * share
        pace += (Double(arrived) / seconds - pace) * share
        if rate < Decipher.rateLeast { (rate, pace) = (0, 0) }
        total += spent
        secondsSilent = arrived == 0 ? secondsSilent + seconds : 0

        var update = EnergyUpdate()
        update.model = model
        update.pattern = pattern(from: before, paceBefore * seconds)
        update.tokens = tokens
        update.energy = spent
        update.total = total
        update.rate = rate
        update.level = Float(rate / (rate + Decipher.levelHalf))
        update.entropy = Float(entropy)
        (spent, arrived) = (0, 0)
        return update
    }

    private func pattern(from before: Double, _ expected: Double) -> Patterns {
        var pattern: Patterns = rate > before * 1.02 ? .rising : rate < before * 0.98 ? .falling : .steady
        if arrived > 2, Double(arrived) >= 2 * expected { pattern.insert(.burst) }
        if isAnswering, secondsSilent > Decipher.stallsAfter { pattern.insert(.stall) }
        return pattern
    }

    private static func sum(_ a: UInt32, _ b: UInt32) -> UInt32 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }
}
