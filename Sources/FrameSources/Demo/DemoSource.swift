internal import DemoEngine
internal import EnergyProfile
internal import Lifeline
public import LifelineCore

/// The made-up engine as a source: three models that talk by themselves, answer prompts, meet and resound.
public final class DemoSource: FrameSource {
    public let name: Name = "demo"
    private let seed: UInt64?
    private var stage: Stage?
    private var engine: DemoEngine?
    private var said: [Utterance] = []
    /// The stage's numbers of the engine's models and open streams.
    private var models: [UInt16] = []
    private var streams: [UInt32: UInt32] = [:]

    /// Without a seed, the stage gives one.
    public init(seed: UInt64? = nil) { self.seed = seed }

    public func start(on stage: Stage) {
        self.stage = stage
        engine = DemoEngine(seed: seed ?? stage.seed(), hertz: stage.hertz)
        models = DemoEngine.models.map { stage.enlist($0) }
    }

    public func prompt(_ prompt: Prompt) -> PromptAnswer {
        guard let stage, engine != nil else { return .notTaken("the demo is not running") }
        let asked = prompt.models.compactMap { DemoEngine.models.firstIndex(of: $0) }
        if prompt.models.isEmpty {
            guard let stream = engine?.ask(prompt.text) else { return .busy(retry: .seconds(2)) }
            return .accepted(streams: [number(stream, stage)])
        }
        guard asked.count == prompt.models.count else { return .notTaken("no model of the demo has that name") }
        let streams = asked.compactMap { engine?.ask(prompt.text, model: $0) }.map { number($0, stage) }
        return streams.isEmpty ? .busy(retry: .seconds(2)) : .accepted(streams: streams)
    }

    public func tick(_ beat: Metronome.Beat) {
        guard let stage else { return }
        said.removeAll(keepingCapacity: true)
        engine?.tick(&said)
        for utterance in said { publish(utterance, on: stage) }
    }

    public func stop() { (stage, engine) = (nil, nil) }

    private func publish(_ utterance: Utterance, on stage: Stage) {
        switch utterance {
        case .started, .heartbeat: break  // The hub has its own.
        case .trouble(let event):
            stage.count("troubles", by: name)
            stage.hub.tell(event)
        case .energy(var update):
            update.model = models[Int(update.model)]
            stage.hub.publish(update, on: Energy.self)
        case .field(var field):
            field.model = models[Int(field.model)]
            stage.hub.publish(field, on: Energy.self)
        case .tokens(var piece):
            piece.model = models[Int(piece.model)]
            let stream = piece.stream
            piece.stream = number(stream, stage)
            if piece.final { streams[stream] = nil }
            stage.hub.publish(piece, on: Experience.self)
        case .interference(var event):
            event.event = stage.event()
            event.models = event.models.map { models[Int($0)] }
            stage.hub.publish(event, on: Council.self)
        case .resonance(var event):
            event.event = stage.event()
            event.models = event.models.map { models[Int($0)] }
            stage.hub.publish(event, on: Council.self)
        case .reward(var event):
            event.event = stage.event()
            stage.hub.publish(event, on: Rewards.self)
        }
    }

    private func number(_ stream: UInt32, _ stage: Stage) -> UInt32 {
        if let known = streams[stream] { return known }
        let fresh = stage.stream()
        streams[stream] = fresh
        return fresh
    }
}
