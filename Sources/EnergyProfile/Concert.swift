/// Several models at once: an accord between each two that speak. A value without clock.
public struct Concert: Sendable {
    private struct Pair: Hashable {
        let low: UInt16
        let high: UInt16
    }

    /// What two models do to each other.
    public enum Event: Sendable {
        /// At most once a second for each two; `event` is yet to be numbered.
        case interference(InterferenceEvent)
        /// After 0.5 s of one rhythm, then after 1, 2, 4 s and so on; `event` is yet to be numbered.
        case resonance(ResonanceEvent)
    }

    private var accords: [Pair: Accord] = [:]

    public init() {}

    /// One frame of all who speak in it, in the order of their models. Whoever is missing is silent.
    public mutating func tick(_ voices: [Accord.Voice], seconds: Double, _ tell: (Event) -> Void) {
        if voices.count < 2 {
            accords.removeAll(keepingCapacity: true)
            return
        }
        var present: Set<Pair> = []
        for (index, low) in voices.enumerated() {
            for high in voices[(index + 1)...] {
                let pair = Pair(low: low.model, high: high.model)
                present.insert(pair)
                let (interference, resonance) = accords[pair, default: Accord()].tick(low, high, seconds: seconds)
                if let interference { tell(.interference(interference)) }
                if let resonance { tell(.resonance(resonance)) }
            }
        }
        if accords.count > present.count { accords = accords.filter { present.contains($0.key) } }
    }
}
