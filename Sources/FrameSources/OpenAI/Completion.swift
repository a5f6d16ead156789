import LifelineCore
import LifelineUV

/// One prompt at one model, from the first try to connect to the last token. Its owner hears how it goes, and shows at
/// each tick what has come since the one before.
final class Completion {
    struct Patience: Sendable {
        var connect: Duration
        var triesMax: Int
        var firstByte: Duration
        var idle: Duration
    }

    /// Why there are no more tokens.
    enum End: Equatable {
        case answer(CompletionReader.End)
        case unreachable
        case silent
    }

    let stream: UInt32
    /// What has come and was not shown yet.
    private(set) var text = ""
    private(set) var count: UInt32 = 0
    /// The engine has taken the prompt.
    private(set) var hasBegun = false
    private(set) var end: End?
    private var entropySum = 0.0
    private var entropyCount: UInt32 = 0

    private let loop: EventLoop
    private let patience: Patience
    private let request: CompletionRequest
    private var reader: CompletionReader
    private var backOff: BackOff
    private var wire: EngineStream?
    private var wake: Wake?
    private var deadline: Instant
    private var hasHeard = false

    init(
        _ request: CompletionRequest, stream: UInt32, on loop: EventLoop, _ limits: CompletionReader.Limits,
        _ patience: Patience
    ) {
        self.request = request
        self.stream = stream
        self.loop = loop
        self.patience = patience
        reader = CompletionReader(limits)
        backOff = BackOff(triesMax: patience.triesMax)
        deadline = loop.now
        dial()
    }

    deinit { cancel() }

    /// Nothing more comes of it. Idempotent.
    func cancel() {
        if let wake { loop.cancel(wake) }
        wake = nil
        wire?.owner = nil
        wire?.abort()
        wire = nil
    }

    /// Takes what has come: the text, how many tokens it is, and how uncertain they were on average.
    func take() -> (text: String, count: UInt32, entropy: Double?) {
        defer { (text, count, entropySum, entropyCount) = ("", 0, 0, 0) }
        return (text, count, entropyCount == 0 ? nil : entropySum / Double(entropyCount))
    }

    // MARK: The wire

    private func dial() {
        let wire = EngineStream(on: loop)
        self.wire = wire
        wire.owner = self
        wire.dial(request.address.stream, timeout: patience.connect) { [weak self] error in
            guard let self, self.wire === wire else { return }
            if error == nil { connected(wire) } else { tryAgain() }
        }
    }

    /// Only connecting is tried again: a prompt that an engine has seen is never sent twice.
    private func tryAgain() {
        wire?.owner = nil
        wire = nil
        guard let wait = backOff.next() else { return finish(.unreachable) }
        wake = loop.wake(at: loop.now.advanced(by: wait)) { [weak self] in
            self?.wake = nil
            self?.dial()
        }
    }

    private func connected(_ wire: EngineStream) {
        var sink = ByteSink()
        request.write(into: &sink)
        wire.write(copying: sink.bytes)
        deadline = loop.now.advanced(by: patience.firstByte)
        watch()
    }

    /// One wake per patience, however many bytes come meanwhile.
    private func watch() {
        if let wake { loop.cancel(wake) }
        wake = loop.wake(at: deadline) { [weak self] in
            guard let self else { return }
            wake = nil
            if loop.now < deadline { watch() } else { finish(.silent) }
        }
    }

    fileprivate func received(_ bytes: UnsafeRawBufferPointer) {
        let isFirst = !hasHeard
        hasHeard = true
        deadline = loop.now.advanced(by: patience.idle)
        if isFirst { watch() }
        reader.read(bytes, heard)
    }

    fileprivate func closed() { reader.closed(heard) }

    private func heard(_ event: CompletionReader.Event) {
        switch event {
        case .began: hasBegun = true
        case .tokens(let more, let tokens, let entropy):
            text += more
            count = count.addingReportingOverflow(tokens).overflow ? .max : count &+ tokens
            guard let entropy else { return }
            entropySum += entropy * Double(tokens)
            entropyCount = entropyCount &+ tokens
        case .ended(let why): finish(.answer(why))
        }
    }

    private func finish(_ why: End) {
        guard end == nil else { return }
        end = why
        cancel()
    }
}

/// The connection to an engine.
private final class EngineStream: ByteStream {
    weak var owner: Completion?

    override func received(_ bytes: UnsafeMutableRawBufferPointer) { owner?.received(UnsafeRawBufferPointer(bytes)) }
    override func ended() {
        owner?.closed()
        close(lingering: .zero)
    }
    override func closed(_ end: StreamEnd) { owner?.closed() }
}
