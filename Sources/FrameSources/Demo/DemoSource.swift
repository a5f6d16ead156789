internal import DemoEngine
internal import Lifeline
public import LifelineCore
internal import LifelineSession

/// The made-up engine as a source: three models that talk by themselves, answer prompts, meet and resound.
public final class DemoSource: FrameSource {
    public let name: Name = "demo"
    private let seed: UInt64?
    private var stage: Stage?
    private var engine: DemoEngine?
    private var said: [Utterance] = []
    private var numbering = Numbering()

    /// Without a seed, the stage gives one.
    public init(seed: UInt64? = nil) { self.seed = seed }

    public func start(on stage: Stage) {
        self.stage = stage
        engine = DemoEngine(seed: seed ?? stage.seed(), hertz: stage.hertz)
        numbering.enlist(DemoEngine.models, on: stage)
    }

    public func prompt(_ prompt: Prompt) -> PromptAnswer {
        guard let stage else { return .notTaken("the demo is not running") }
        let asked = prompt.models.map { DemoEngine.models.firstIndex(of: $0) }
        guard !asked.contains(nil) else { return .notTaken("no model of the demo has that name") }
        // Without a name, whichever is free.
        let streams = (asked.isEmpty ? [nil] : asked).compactMap { engine?.ask(prompt.text, model: $0) }
        guard !streams.isEmpty else { return .busy(retry: .seconds(2)) }
        return .accepted(streams: streams.map { numbering.stream($0, on: stage) })
    }

    public func tick(_ beat: Metronome.Beat) {
        guard let stage else { return }
        said.removeAll(keepingCapacity: true)
        engine?.tick(&said)
        for utterance in said { publish(utterance, on: stage) }
    }

    public func stop() { (stage, engine) = (nil, nil) }

    private func publish(_ utterance: Utterance, on stage: Stage) {
        if case .trouble(let event) = utterance { return stage.hub.tell(event) }
        let channel = utterance.envelope.channel
        // The hub says itself that it has started and that it is alive.
        guard channel != .system, let message = numbering.renumbered(utterance.message, on: stage) else { return }
        do throws(ProtocolFault) {
            try stage.hub.publish(checked: message, on: channel)
        } catch {
            stage.count("refused", by: name)
        }
    }
}
