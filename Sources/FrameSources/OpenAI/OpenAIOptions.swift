/// How an engine is asked, and what it may take.
public struct OpenAIOptions: Sendable, Hashable {
    /// Completions that may be open at a time; a prompt that would need more is told to come again. Default 8.
    public var completionsMax = 8
    /// The longest prompt. Default 64 KiB.
    public var promptBytesMax = 64 << 10
    /// What an engine is told to stop at. Default: its own limit.
    public var tokensMax: Int?
    /// The longest answer, all of its text together. Default 1 MiB.
    public var answerBytesMax = 1 << 20
    /// All that an engine may send for one answer, its log-probabilities included. Default 64 MiB.
    public var wireBytesMax = 64 << 20
    /// The longest event, and the longest line in one. Default 256 KiB.
    public var eventBytesMax = 256 << 10
    /// Events that cannot be understood; one more ends the answer. Default 8.
    public var badEventsMax = 8
    /// Asks for log-probabilities. Engines that have none mostly ignore that; for one that refuses, say false.
    public var asksForEntropy = true
    /// How long one try to connect may take, and how many there are. Default 2 s, 5.
    public var connectPatience: Duration = .seconds(2)
    public var connectTriesMax = 5
    /// How long an engine may load its model before the first byte. Default 2 min.
    public var firstBytePatience: Duration = .seconds(120)
    /// How long it may be silent afterwards. Default 30 s.
    public var idlePatience: Duration = .seconds(30)

    public init() {}

    var reader: CompletionReader.Limits {
        .init(
            wireBytesMax: wireBytesMax, eventBytesMax: eventBytesMax, answerBytesMax: answerBytesMax,
            badEventsMax: badEventsMax)
    }

    var patience: Completion.Patience {
        .init(connect: connectPatience, triesMax: connectTriesMax, firstByte: firstBytePatience, idle: idlePatience)
    }
}
