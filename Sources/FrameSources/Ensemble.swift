public import LifelineCore

/// The sources of one hub together. Its owner keeps the time: it sets `hub.frame` and calls `tick`.
public final class Ensemble {
    public let stage: Stage
    public let sources: [any FrameSource]
    private var isPlaying = false

    public init(_ stage: Stage, _ sources: [any FrameSource]) {
        self.stage = stage
        self.sources = sources
    }

    /// Starts all, then tells clients that the services are ready. `startup` needs no models.
    public func start(_ startup: StartupComplete) {
        precondition(!isPlaying, "an ensemble starts once: stop it and make another")
        isPlaying = true
        for source in sources { source.start(on: stage) }
        stage.ready(startup)
    }

    public func tick(_ beat: Metronome.Beat) {
        guard isPlaying else { return }
        for source in sources { source.tick(beat) }
    }

    /// Offers the prompt to each source in turn. The answer is that of the first who takes it; else, if somebody was
    /// only busy, the shortest wait; else what the last one said.
    public func prompt(_ prompt: Prompt) -> PromptAnswer {
        guard isPlaying else { return .notTaken("the sources have been stopped") }
        var best = PromptAnswer.notTaken("there is no source: start one with --source")
        for source in sources {
            let answer = source.prompt(prompt)
            switch (answer, best) {
            case (.accepted, _):
                stage.count("prompts", by: source.name)
                return answer
            case (.busy(let wait), .busy(let shortest)): best = .busy(retry: min(wait, shortest))
            case (.notTaken, .busy): break
            default: best = answer
            }
        }
        return best
    }

    /// Ends all. Idempotent.
    public func stop() {
        guard isPlaying else { return }
        isPlaying = false
        for source in sources { source.stop() }
    }
}
