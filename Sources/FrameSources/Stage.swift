public import Lifeline
public import LifelineCore
internal import LifelineSession

/// Where sources stand: what they may use, and whom they tell. It hands out the numbers that must not clash.
public final class Stage {
    public let hub: Hub
    /// Frames a second.
    public let hertz: Int
    /// The name of each model, by its index.
    public private(set) var models: [Name] = []
    public private(set) var states: [ModelState] = []
    /// What sources have counted, by source and by what.
    public private(set) var counts: [Name: [Name: UInt64]] = [:]

    private let surroundings: Surroundings
    private let log: (Notice) -> Void
    private var seeds: UInt64
    private var streams: UInt32 = 0
    private var events: UInt32 = 0
    /// What `startup_complete` says besides the models; nil until everybody has started.
    private var startup: StartupComplete?

    /// `seed` is where all of the sources' chance comes from. `log` hears what is worth a line, never a text.
    public init(
        _ hub: Hub, hertz: Int = 60, seed: UInt64, _ surroundings: Surroundings, log: @escaping (Notice) -> Void
    ) {
        self.hub = hub
        self.hertz = hertz
        self.surroundings = surroundings
        self.log = log
        seeds = seed
    }

    public var loop: any Loop { hub.loop }
    /// The wall clock.
    public var wall: Timestamp { surroundings.wall() }

    /// The length of the frame that `beat` ends, in seconds.
    public func seconds(_ beat: Metronome.Beat) -> Double { Double(1 + max(beat.skipped, 0)) / Double(hertz) }

    // MARK: Numbers

    /// A seed of one's own; the same ones in the same order for the same stage seed.
    public func seed() -> UInt64 {
        defer { seeds &+= 0x9E37_79B9_7F4A_7C15 }
        return seeds
    }

    public func stream() -> UInt32 {
        streams &+= 1
        return streams
    }

    public func event() -> UInt32 {
        events &+= 1
        return events
    }

    // MARK: Models

    /// Gives a model its index. Two sources may have models of one name; they are two models.
    public func enlist(_ model: Name, _ state: ModelState = .ready) -> UInt16 {
        precondition(models.count < UInt16.max, "a stage has room for 65,535 models")
        models.append(model)
        states.append(state)
        announce()
        return UInt16(models.count - 1)
    }

    /// Tells everybody if it is news.
    public func set(_ model: UInt16, _ state: ModelState, code: UInt16? = nil) {
        guard states.indices.contains(Int(model)), states[Int(model)] != state else { return }
        states[Int(model)] = state
        var status = ModelStatus()
        status.model = model
        status.status = state
        status.code = code
        if startup != nil { hub.tell(status) }
    }

    /// All have started: clients leave their loading screens.
    func ready(_ startup: StartupComplete) {
        self.startup = startup
        announce()
    }

    private func announce() {
        guard var startup else { return }
        startup.models = models
        startup.model = models.first ?? startup.model
        hub.ready(startup)
    }

    // MARK: Words

    public func say(_ level: Notice.Level, _ source: Name, _ words: Phrase) {
        log(Notice(level: level, source: source, words: words))
    }

    public func count(_ what: Name, by source: Name, _ number: UInt64 = 1) {
        counts[source, default: [:]][what, default: 0] &+= number
    }
}

/// A line for a log. Its words are a `Phrase`: nothing a user or a model wrote fits in one.
public struct Notice: Sendable, Hashable {
    public enum Level: Sendable, Hashable { case debug, info, warning, error }
    public var level: Level
    public var source: Name
    public var words: Phrase
}
