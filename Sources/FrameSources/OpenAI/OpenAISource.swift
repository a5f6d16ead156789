internal import EnergyProfile
internal import Lifeline
public import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// A local engine that speaks OpenAI's HTTP interface, such as llama.cpp's server, Ollama or vLLM. A prompt starts one
/// streamed completion per model; tokens become `token_stream`, and how they come becomes energy.
public final class OpenAISource: FrameSource {
    public let name: Name = "openai"
    private let address: EngineAddress
    private let key: Secret?
    private let options: OpenAIOptions
    private let names: [Name]
    private var stage: Stage?
    private var loop: EventLoop?
    private var speakers: [Speaker] = []
    private var open: [Opened] = []
    private var concert = Concert()
    /// What an engine says all at once goes in pieces that are no larger.
    static let pieceBytesMax = 64 << 10

    private struct Speaker {
        let name: Name
        let index: UInt16
        var decipher: Decipher
    }

    private struct Opened {
        let completion: Completion
        let speaker: Int
        /// UTF-8 bytes shown.
        var at: UInt64 = 0
    }

    /// `key` goes out as Bearer, for engines that want one.
    public init(
        _ address: EngineAddress, models: [Name], key: Secret? = nil, _ options: OpenAIOptions = OpenAIOptions()
    ) {
        precondition(!models.isEmpty, "name the models to ask: an engine has no default that all agree on")
        self.address = address
        self.key = key
        self.options = options
        names = models
    }

    public func start(on stage: Stage) {
        self.stage = stage
        loop = stage.loop as? EventLoop
        speakers = names.map { name in
            let index = stage.enlist(name)
            return Speaker(name: name, index: index, decipher: Decipher(model: index))
        }
    }

    public func prompt(_ prompt: Prompt) -> PromptAnswer {
        guard let stage, let loop else {
            return .notTaken("source openai needs a loop with sockets, and to be running")
        }
        guard prompt.text.storage.utf8.count <= options.promptBytesMax else {
            return .notTaken("the prompt has more than \(options.promptBytesMax) bytes")
        }
        var asked = prompt.models.compactMap { name in speakers.firstIndex { $0.name == name } }
        guard asked.count == prompt.models.count else { return .notTaken("source openai was not told of that model") }
        if asked.isEmpty { asked = Array(speakers.indices) }
        guard open.count + asked.count <= options.completionsMax else { return .busy(retry: .seconds(1)) }
        var streams: [UInt32] = []
        for speaker in asked {
            let stream = stage.stream()
            let request = CompletionRequest(
                address: address, key: key, model: speakers[speaker].name, prompt: prompt.text,
                tokensMax: options.tokensMax, asksForEntropy: options.asksForEntropy)
            let completion = Completion(request, stream: stream, on: loop, options.reader, options.patience)
            open.append(Opened(completion: completion, speaker: speaker))
            speakers[speaker].decipher.answerBegan()
            stage.count("completions", by: name)
            streams.append(stream)
        }
        return .accepted(streams: streams)
    }

    public func tick(_ beat: Metronome.Beat) {
        guard let stage else { return }
        for index in open.indices { show(index, on: stage) }
        let over = open.filter { $0.completion.end != nil }
        open.removeAll { $0.completion.end != nil }
        let seconds = stage.seconds(beat)
        var voices: [Accord.Voice] = []
        for index in speakers.indices {
            let update = speakers[index].decipher.tick(seconds: seconds)
            let isSilent = update.rate == 0 && !speakers[index].decipher.isAnswering
            if !isSilent || beat.index % Int64(stage.hertz) == Int64(index % stage.hertz) {
                stage.hub.publish(update, on: Energy.self)
            }
            if speakers[index].decipher.isAnswering, update.rate > 0 {
                voices.append(Accord.Voice(speakers[index].decipher, update))
            }
        }
        council(voices, seconds, stage)
        for opened in over { finish(opened, on: stage) }
    }

    public func stop() {
        guard let stage else { return }
        for index in open.indices {
            open[index].completion.cancel()
            show(index, on: stage, isOver: true)
        }
        open = []
        self.stage = nil
    }

    // MARK: Showing

    /// What a completion has said since the last tick.
    private func show(_ index: Int, on stage: Stage, isOver: Bool = false) {
        let completion = open[index].completion
        let (text, count, entropy) = completion.take()
        let isFinal = isOver || completion.end != nil
        let speaker = open[index].speaker
        if count > 0 { speakers[speaker].decipher.heard(tokens: count, entropy: entropy ?? Decipher.entropyUnknown) }
        guard count > 0 || isFinal else { return }
        var piece = TokenStream()
        piece.stream = completion.stream
        piece.model = speakers[speaker].index
        piece.count = count
        var rest = Substring(text)
        repeat {
            let part = rest.prefix(utf8Max: OpenAISource.pieceBytesMax)
            rest = rest[part.endIndex...]
            piece.final = isFinal && rest.isEmpty
            piece.at = open[index].at
            piece.text = Text(String(part))
            open[index].at += UInt64(part.utf8.count)
            stage.hub.publish(piece, on: Experience.self)
            piece.count = 0
        } while !rest.isEmpty
        stage.count("tokens", by: name, UInt64(count))
    }

    private func council(_ voices: [Accord.Voice], _ seconds: Double, _ stage: Stage) {
        concert.tick(voices, seconds: seconds) { event in
            switch event {
            case .interference(var event):
                event.event = stage.event()
                stage.hub.publish(event, on: Council.self)
            case .resonance(var event):
                event.event = stage.event()
                stage.hub.publish(event, on: Council.self)
            }
        }
    }

    // MARK: Ends

    private func finish(_ opened: Opened, on stage: Stage) {
        let speaker = speakers[opened.speaker]
        if !open.contains(where: { $0.speaker == opened.speaker }) { speakers[opened.speaker].decipher.answerEnded() }
        guard let end = opened.completion.end else { return }
        if end == .answer(.whole) {
            stage.count("answers", by: name)
            return stage.set(speaker.index, .ready)
        }
        let trouble = EngineTrouble(end, speaker.name)
        stage.count("failures", by: name)
        stage.say(.warning, name, trouble.words)
        stage.hub.tell(trouble.fault.event(trouble.words, channel: Experience.name))
        if trouble.isLasting { stage.set(speaker.index, .error, code: trouble.fault.code) }
    }
}

extension Substring {
    /// As many whole characters of Unicode as fit in so many bytes, and at least one.
    func prefix(utf8Max: Int) -> Substring {
        guard utf8.count > utf8Max else { return self }
        var end = utf8.index(startIndex, offsetBy: Swift.max(utf8Max, 4))
        while utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return self[..<end]
    }
}
