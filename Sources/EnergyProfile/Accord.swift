import Glibc  // For the linker: `squareRoot` may be a call into the math library.

/// How the rates of two models relate: whether they strengthen each other, and whether they keep one rhythm. See
/// docs/ENERGY.md. A value without clock.
public struct Accord: Sendable {
    /// One of the two, in one frame.
    public struct Voice: Sendable {
        /// Index into `startup_complete.models`.
        public var model: UInt16
        /// EU a second.
        public var rate: Double
        /// Tokens a second.
        public var pace: Double
        /// 0…1: 0 at rest, one half at 30 EU/s.
        public var level: Double

        /// The model as it stands after the tick that made `update`.
        public init(_ decipher: Decipher, _ update: EnergyUpdate) {
            model = decipher.model
            rate = update.rate
            pace = decipher.pace
            level = Double(update.level)
        }
    }

    /// Seconds over which the rates are compared, and after which an interference is told again.
    static let window = 1.0
    /// A resonance is told after so many seconds, then after twice as many, and so on.
    static let resonanceAfter = 0.5
    /// The slower of two rates that resound, as a share of the faster.
    static let closeness = 0.75
    /// Rates that vary less than this much, in (EU/s)², do not interfere.
    static let varianceLeast = 0.01

    /// Exponentially weighted means, variances and covariance of the two rates.
    private var means = (0.0, 0.0)
    private var variances = (0.0, 0.0)
    private var covariance = 0.0
    private var secondsTogether = 0.0
    private var secondsSinceTold = 0.0
    private var secondsClose = 0.0
    private var nextResonance = Accord.resonanceAfter

    public init() {}

    /// Both speak, `seconds` after the frame before. Events come without their numbers.
    public mutating func tick(
        _ a: Voice, _ b: Voice, seconds: Double
    ) -> (interference: InterferenceEvent?, resonance: ResonanceEvent?) {
        follow(a.rate, b.rate, seconds)
        secondsTogether += seconds
        secondsSinceTold += seconds
        return (interference(a, b), resonance(a, b, seconds))
    }

    private mutating func follow(_ x: Double, _ y: Double, _ seconds: Double) {
        guard secondsTogether > 0 else {
            means = (x, y)
            return
        }
        let share = min(seconds / Accord.window, 1)
        let (dx, dy) = (x - means.0, y - means.1)
        means.0 += share * dx
        means.1 += share * dy
        variances.0 = (1 - share) * (variances.0 + share * dx * dx)
        variances.1 = (1 - share) * (variances.1 + share * dy * dy)
        covariance = (1 - share) * (covariance + share * dx * dy)
    }

    private mutating func interference(_ a: Voice, _ b: Voice) -> InterferenceEvent? {
        guard secondsSinceTold >= Accord.window, min(variances.0, variances.1) > Accord.varianceLeast else {
            return nil
        }
        secondsSinceTold = 0
        let r = max(-1, min(1, covariance / (variances.0 * variances.1).squareRoot()))
        var event = InterferenceEvent()
        event.interference = r >= 0.5 ? .constructive : r <= -0.5 ? .destructive : .mixed
        event.strength = Float(abs(r))
        event.phase = Float((1 - r) * Double.pi / 2)
        event.models = [a.model, b.model]
        return event
    }

    private mutating func resonance(_ a: Voice, _ b: Voice, _ seconds: Double) -> ResonanceEvent? {
        let (slow, fast) = (min(a.rate, b.rate), max(a.rate, b.rate))
        guard fast > 0, slow >= Accord.closeness * fast else {
            secondsClose = 0
            nextResonance = Accord.resonanceAfter
            return nil
        }
        secondsClose += seconds
        guard secondsClose >= nextResonance else { return nil }
        nextResonance *= 2
        var event = ResonanceEvent()
        event.duration = UInt32(clamping: Int64(min(secondsClose * 1000, 1e12)))
        event.frequency = Float((a.pace + b.pace) / 2)
        event.amplitude = Float((a.level + b.level) / 2)
        event.models = [a.model, b.model]
        return event
    }
}
