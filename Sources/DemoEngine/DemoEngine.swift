import EnergyProfile
import LifelineCore

/// An engine that behaves like a few models answering, and is none. The same seed says the same, for ever.
///
/// A value without clock: who owns it decides when a tick is.
///
/// ```swift
/// var engine = DemoEngine(seed: 1, hertz: 60)
/// var said: [Utterance] = []
/// engine.tick(&said)
/// ```
public struct DemoEngine: Sendable {
    public let hertz: Int
    /// Ticks so far.
    public private(set) var ticks: UInt32 = 0

    /// The rates that `hertz` may have.
    public static let hertzRange = 1...1000

    private static let models: [Name] = ["river-8b", "choir-13b", "pebble-1b"]
    private static let badges: [Name] = ["first-answer", "long-breath", "duet", "night-shift"]

    private var random: DemoRandom
    private var voices: [DemoVoice]
    private var nextStream: UInt32 = 1
    private var events: UInt32 = 0
    private var points: UInt32 = 0

    public init(seed: UInt64, hertz: Int = 60) {
        precondition(DemoEngine.hertzRange.contains(hertz), "\(hertz) ticks a second: use 1 to 1,000")
        self.hertz = hertz
        random = DemoRandom(seed: seed)
        voices = DemoEngine.models.indices.map {
            DemoVoice(model: UInt16($0), hertz: hertz, listenFor: $0 * hertz)
        }
    }

    /// What happens in the next tick, in the order in which to tell it.
    public mutating func tick(_ said: inout [Utterance]) {
        if ticks == 0 { said.append(.started(startup)) }
        if Int(ticks) % hertz == 0 { said.append(.heartbeat(Heartbeat())) }
        ticks += 1
        for index in voices.indices {
            let (energy, piece) = voices[index].tick(&random, nextStream: &nextStream)
            if let piece { said.append(.tokens(piece)) }
            // A silent model has nothing new to tell, but for once a second.
            if energy.rate > 0 || Int(ticks) % hertz == index { said.append(.energy(energy)) }
            if piece?.final == true { said.append(.reward(reward())) }
        }
        council(&said)
    }

    private var startup: StartupComplete {
        var startup = StartupComplete()
        startup.model = DemoEngine.models[0]
        startup.tier = .mid
        startup.version = "demo-1"
        startup.models = DemoEngine.models
        startup.state = "ready"
        return startup
    }

    private mutating func reward() -> RewardEvent {
        events += 1
        points += UInt32(5 + random.index(below: 20))
        var reward = RewardEvent()
        reward.event = events
        reward.reward = points % 3 == 0 ? .unlocked : .progress
        reward.level = UInt16(truncatingIfNeeded: 1 + points / 100)
        reward.points = points
        reward.badge = DemoEngine.badges[random.index(below: DemoEngine.badges.count)]
        return reward
    }

    /// Two who speak at once meet now and then; two who speak equally fast resound.
    private mutating func council(_ said: inout [Utterance]) {
        let speaking = voices.filter(\.isSpeaking)
        guard speaking.count > 1 else { return }
        if random.happens(perSecond: 0.8, hertz: hertz) { said.append(.interference(interference(speaking))) }
        let (slow, fast) = (speaking.map(\.rate).min() ?? 0, speaking.map(\.rate).max() ?? 0)
        if slow > fast * 0.75, random.happens(perSecond: 1.5, hertz: hertz) {
            said.append(.resonance(resonance(speaking, at: slow)))
        }
    }

    private mutating func interference(_ speaking: [DemoVoice]) -> InterferenceEvent {
        events += 1
        var event = InterferenceEvent()
        event.event = events
        event.interference = [.constructive, .destructive, .mixed][random.index(below: 3)]
        event.strength = Float(random.number(in: 0.1..<1))
        event.phase = Float(random.number(in: -3.14..<3.14))
        event.models = speaking.map(\.model)
        return event
    }

    private mutating func resonance(_ speaking: [DemoVoice], at rate: Double) -> ResonanceEvent {
        events += 1
        var event = ResonanceEvent()
        event.event = events
        event.duration = UInt32(200 + random.index(below: 1500))
        event.frequency = Float(rate / 8)
        event.amplitude = Float(random.number(in: 0.2..<0.9))
        event.models = speaking.map(\.model)
        return event
    }
}
