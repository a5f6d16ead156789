import LifelineCore

/// Server-sent events out of bytes in any split (the WHATWG's `text/event-stream`): what is in their `data` lines. Names,
/// numbers and comments are passed over. Bounded by its longest line and its longest event.
struct EventStream {
    enum Fault: Error, Equatable { case lineTooLong, eventTooLong }

    private var splitter: LineSplitter
    private var gathering: Gathering

    init(lineBytesMax: Int = 256 << 10, eventBytesMax: Int = 256 << 10) {
        splitter = LineSplitter(lineBytesMax: lineBytesMax, crEnds: true)
        gathering = Gathering(eventBytesMax: eventBytesMax)
    }

    /// Calls `body` with the data of each event that is complete, valid during the call. An event that the stream ends
    /// in is none.
    mutating func read(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) throws(Fault) {
        EventStream.feed(&splitter, &gathering, bytes, body)
        if let fault = gathering.fault { throw fault }
    }

    private static func feed(
        _ splitter: inout LineSplitter, _ gathering: inout Gathering, _ bytes: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        guard gathering.fault == nil else { return }
        splitter.read(bytes) { line in
            gathering.take(line, body)
            return gathering.fault == nil
        }
        // Nobody waits for the end of a line that is lost.
        if splitter.isSkipping { gathering.take(.tooLong, body) }
    }
}

/// The event whose lines are coming in.
private struct Gathering {
    let eventBytesMax: Int
    private(set) var fault: EventStream.Fault?
    private var data: [UInt8] = []
    private var hasData = false
    private var isFirst = true

    init(eventBytesMax: Int) { self.eventBytesMax = eventBytesMax }

    mutating func take(_ line: LineSplitter.Line, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard case .line(var bytes) = line else { return fault = fault ?? .lineTooLong }
        if isFirst, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(3))
        }
        isFirst = false
        guard !bytes.isEmpty else {
            if hasData { data.withUnsafeBytes(body) }
            data.removeAll(keepingCapacity: true)
            hasData = false
            return
        }
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
        guard bytes[..<colon].elementsEqual("data".utf8) else { return }
        var value = bytes.dropFirst(min(colon + 1, bytes.count))
        if value.first == 0x20 { value = value.dropFirst() }
        guard data.count + value.count < eventBytesMax else { return fault = .eventTooLong }
        if hasData { data.append(0x0A) }
        data.append(contentsOf: value)
        hasData = true
    }
}
