import EnergyProfile
public import LifelineCore

/// An engine that behaves like a few models answering, and is none. The same seed and prompts say the same, for ever.
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
    /// By their indices in what the engine says.
    public static let models: [Name] = ["river-8b", "choir-13b", "pebble-1b"]

    private static let badges: [Name] = ["first-answer", "long-breath", "duet", "night-shift"]
    /// The second of each minute in which a model loses its thread.
    private static let troubleSecond = 25

    private let seed: UInt64
    private var random: DemoRandom
    private var voices: [DemoVoice]
    private var field: DemoField
    private var concert = Concert()
    private var nextStream: UInt32 = 1
    private var events: UInt32 = 0
    private var points: UInt32 = 0
    private var isTroubleDue = false

    public init(seed: UInt64, hertz: Int = 60) {
        precondition(DemoEngine.hertzRange.contains(hertz), "\(hertz) ticks a second: use 1 to 1,000")
        self.hertz = hertz
        self.seed = seed
        random = DemoRandom(seed: seed)
        field = DemoField(models: DemoEngine.models.count, &random)
        voices = DemoEngine.models.indices.map {
            DemoVoice(model: UInt16($0), hertz: hertz, listenFor: $0 * hertz)
        }
    }

    /// Asks one of the models, or whichever is free. The number of the stream that will be the answer, or nil if a
    /// prompt waits there already. The engine keeps a number that follows from the words, never the words.
    public mutating func ask(_ prompt: Text, model: Int? = nil) -> UInt32? {
        let asked = voices.indices.filter { voices[$0].mayBeAsked && (model == nil || model == $0) }
        guard let index = asked.first(where: { !voices[$0].isSpeaking }) ?? asked.first else { return nil }
        let stream = nextStream
        nextStream &+= 1
        let digest = prompt.storage.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        voices[index].ask(.init(stream: stream, seed: seed ^ digest ^ UInt64(index) << 32))
        return stream
    }

    /// What happens in the next tick, in the order in which to tell it.
    public mutating func tick(_ said: inout [Utterance]) {
        if ticks == 0 { said.append(.started(startup)) }
        if Int(ticks) % hertz == 0 { said.append(.heartbeat(Heartbeat())) }
        ticks &+= 1
        trouble(&said)
        var levels = voices.map { _ in 0.0 }
        var singers: [Accord.Voice] = []
        for index in voices.indices {
            let (energy, piece) = tick(voice: index)
            levels[index] = Double(energy.level)
            if let piece { said.append(.tokens(piece)) }
            // A silent model has nothing new to tell, but for once a second.
            if energy.rate > 0 || Int(ticks) % hertz == index { said.append(.energy(energy)) }
            if piece?.final == true { said.append(.reward(reward())) }
            if voices[index].isSpeaking { singers.append(Accord.Voice(voices[index].decipher, energy)) }
        }
        if Int(ticks) % max(hertz / DemoField.perSecond, 1) == 0 { said.append(.field(field.show(levels))) }
        concert.tick(singers, seconds: 1 / Double(hertz)) { event in
            events &+= 1
            switch event {
            case .interference(var event):
                event.event = events
                said.append(.interference(event))
            case .resonance(var event):
                event.event = events
                said.append(.resonance(event))
            }
        }
    }

    private mutating func tick(voice index: Int) -> (EnergyUpdate, TokenStream?) {
        if voices[index].listens() {
            voices[index].answer(&random, nextStream: &nextStream)
            voices[index].sing(duet(for: index))
        }
        let lead = voices[index].duet.flatMap { duet -> Double? in
            let partner = voices[duet.partner]
            guard partner.isSpeaking else { return nil }
            return duet.isMirrored ? DemoVoice.paces.upperBound - partner.pace : partner.pace
        }
        return voices[index].tick(&random, lead: lead)
    }

    /// Half of those who join a speaking voice keep its time, or the opposite of it.
    private mutating func duet(for index: Int) -> DemoVoice.Duet? {
        let choice = random.index(below: 4)
        guard choice < 2, let partner = voices.indices.first(where: { $0 != index && voices[$0].isSpeaking }),
            voices[partner].duet == nil
        else { return nil }
        return DemoVoice.Duet(partner: partner, isMirrored: choice == 1)
    }

    /// Once a minute an answer breaks off, so that whoever shows errors has one to show.
    private mutating func trouble(_ said: inout [Utterance]) {
        if Int(ticks) % (60 * hertz) == DemoEngine.troubleSecond * hertz { isTroubleDue = true }
        guard isTroubleDue, let index = voices.firstIndex(where: \.isSpeaking) else { return }
        isTroubleDue = false
        voices[index].breakOff()
        var event = ErrorEvent()
        event.code = 600
        event.name = "demo_trouble"
        event.message = "the demo breaks an answer off once a minute: nothing is wrong"
        event.channel = Experience.name
        said.append(.trouble(event))
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
        events &+= 1
        points &+= UInt32(5 + random.index(below: 20))
        var reward = RewardEvent()
        reward.event = events
        reward.reward = points % 3 == 0 ? .unlocked : .progress
        reward.level = UInt16(truncatingIfNeeded: 1 + points / 100)
        reward.points = points
        reward.badge = DemoEngine.badges[random.index(below: DemoEngine.badges.count)]
        return reward
    }
}
