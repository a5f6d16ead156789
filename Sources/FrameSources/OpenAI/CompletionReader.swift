import LifelineCore

/// What an engine answers to one request, from the first byte of HTTP to the last token. A value without clock: bytes in
/// any split go in, what to show comes out, and its end comes out once.
package struct CompletionReader {
    package enum Event {
        /// The engine has accepted the prompt.
        case began
        case tokens(text: String, count: UInt32, entropy: Double?)
        case ended(End)
    }

    package enum End: Error, Equatable {
        case whole
        /// It answered with an HTTP status that is no success.
        case status(Int)
        case cut, notHTTP, notEvents, badEvents, failed
        case tooLong(limit: Int)
    }

    struct Limits: Sendable {
        var wireBytesMax: Int
        var eventBytesMax: Int
        var answerBytesMax: Int
        var badEventsMax: Int
    }

    private var body = ResponseBody()
    private var answer: Answer

    init(_ limits: Limits) { answer = Answer(limits) }

    package init(_ options: OpenAIOptions = OpenAIOptions()) { self.init(options.reader) }

    package mutating func read(_ bytes: UnsafeRawBufferPointer, _ show: (Event) -> Void) {
        CompletionReader.feed(&body, &answer) { body, answer throws(ResponseBody.Fault) in
            try body.read(bytes) { answer.take($0) }
        }
        answer.shown(show)
    }

    /// The connection has ended. Engines say that they are done before they close.
    package mutating func closed(_ show: (Event) -> Void) {
        CompletionReader.feed(&body, &answer) { body, answer throws(ResponseBody.Fault) in
            try body.ended { answer.take($0) }
        }
        answer.finish(.cut)
        answer.shown(show)
    }

    private static func feed(
        _ body: inout ResponseBody, _ answer: inout Answer,
        _ step: (inout ResponseBody, inout Answer) throws(ResponseBody.Fault) -> Void
    ) {
        guard answer.end == nil else { return }
        do throws(ResponseBody.Fault) {
            try step(&body, &answer)
        } catch {
            answer.finish(error == .cut ? .cut : .notHTTP)
        }
    }
}

/// What has been understood of an answer.
private struct Answer {
    private(set) var end: CompletionReader.End?
    private let limits: CompletionReader.Limits
    private var events: EventStream
    private var found: [CompletionReader.Event] = []
    private var wireBytes = 0
    private var textBytes = 0
    private var badEvents = 0
    private var isFinished = false

    init(_ limits: CompletionReader.Limits) {
        self.limits = limits
        events = EventStream(lineBytesMax: limits.eventBytesMax, eventBytesMax: limits.eventBytesMax)
    }

    mutating func shown(_ show: (CompletionReader.Event) -> Void) {
        for event in found { show(event) }
        found.removeAll(keepingCapacity: true)
    }

    /// An answer that its model has finished is whole, also if the engine then forgets its last word.
    mutating func finish(_ why: CompletionReader.End) {
        guard end == nil else { return }
        let why = isFinished && why == .cut ? .whole : why
        end = why
        found.append(.ended(why))
    }

    mutating func take(_ event: ResponseBody.Event) {
        guard end == nil else { return }
        switch event {
        case .status(200): found.append(.began)
        case .status(let status): finish(.status(status))
        case .whole: finish(.cut)
        case .bytes(let bytes):
            // What lies within the limit is heard, wherever the bytes were split.
            let within = bytes.prefix(limits.wireBytesMax - wireBytes)
            wireBytes += within.count
            hear(UnsafeRawBufferPointer(rebasing: within))
            if within.count < bytes.count { finish(.tooLong(limit: limits.wireBytesMax)) }
        }
    }

    private mutating func hear(_ bytes: UnsafeRawBufferPointer) {
        var chunks: [Result<CompletionChunk, CodecError>] = []
        var isSound = true
        do throws(EventStream.Fault) {
            try events.read(bytes) { data in
                chunks.append(Result { () throws(CodecError) in try CompletionChunk(data) })
            }
        } catch {
            isSound = false
        }
        for chunk in chunks where end == nil { said(chunk) }
        if !isSound { finish(.notEvents) }
    }

    private mutating func said(_ chunk: Result<CompletionChunk, CodecError>) {
        guard case .success(let chunk) = chunk else {
            badEvents += 1
            return badEvents > limits.badEventsMax ? finish(.badEvents) : ()
        }
        if chunk.hasFailed { return finish(.failed) }
        if !chunk.text.isEmpty {
            textBytes += chunk.text.utf8.count
            guard textBytes <= limits.answerBytesMax else { return finish(.tooLong(limit: limits.answerBytesMax)) }
            found.append(.tokens(text: chunk.text, count: chunk.count, entropy: chunk.entropy))
        }
        isFinished = isFinished || chunk.isFinished
        if chunk.isDone { finish(.whole) }
    }
}
