public import LifelineCore

/// Something that feeds a hub: a demo, lines of JSON, an engine behind HTTP. A port: bring your own.
///
/// Confined to the stage's loop and synchronous: no call may block, none is made from inside another, and after `stop`
/// nothing comes from it any more.
///
/// ```swift
/// final class Pulse: FrameSource {
///     let name: Name = "pulse"
///     private var stage: Stage?
///     private var model: UInt16 = 0
///     func start(on stage: Stage) { (self.stage, model) = (stage, stage.enlist("pulse-1")) }
///     func tick(_ beat: Metronome.Beat) { stage?.hub.publish(update(model, beat), on: Energy.self) }
///     func stop() { stage = nil }
/// }
/// ```
public protocol FrameSource: AnyObject {
    /// What logs and counters call it.
    var name: Name { get }
    /// Once, and first. Models that are enlisted here are in the first `startup_complete`.
    func start(on stage: Stage)
    /// Once per frame: what is published here travels together.
    func tick(_ beat: Metronome.Beat)
    /// Takes a prompt, or says why not. What comes of it is published later.
    func prompt(_ prompt: Prompt) -> PromptAnswer
    /// Ends what is open. Idempotent.
    func stop()
}

extension FrameSource {
    public func prompt(_ prompt: Prompt) -> PromptAnswer { .notTaken("source \(name) takes no prompts") }
}

/// What a person asks. Travels to a source and nowhere else.
public struct Prompt: Sendable {
    public var text: Text
    /// Who shall answer. Empty: whoever the source chooses.
    public var models: [Name]

    public init(_ text: Text, models: [Name] = []) {
        self.text = text
        self.models = models
    }
}

/// What became of a prompt.
public enum PromptAnswer: Sendable, Hashable {
    /// The answers come as these streams.
    case accepted(streams: [UInt32])
    /// Not now; try again after `retry`.
    case busy(retry: Duration)
    /// Not here, and why.
    case notTaken(Phrase)
}
