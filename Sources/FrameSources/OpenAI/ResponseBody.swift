import HTTPHead
import LifelineCore

/// The client's half of one HTTP/1.1 exchange: the head, then the body by its framing, in any split. A value without
/// clock; what the peer sends can end it, never break it.
struct ResponseBody {
    enum Event {
        /// The head of the final answer.
        case status(Int)
        /// The next bytes of the body; valid during the call.
        case bytes(UnsafeRawBufferPointer)
        /// The body is complete: nothing after it is read.
        case whole
    }

    enum Fault: Error, Equatable { case badHead, badFraming, badChunk, cut }

    private enum State {
        case head
        case fixed(left: UInt64)
        case untilClose
        case chunked
        case whole
        case broken(Fault)
    }

    private static let interimsMax = 8

    private var state = State.head
    private var reader = ResponseReader()
    private var interims = 0
    private var chunks = ChunkReader()

    /// Calls `body` for what is in `input`, in order.
    mutating func read(_ input: UnsafeRawBufferPointer, _ body: (Event) -> Void) throws(Fault) {
        var rest = input
        while !rest.isEmpty {
            switch state {
            case .whole: return
            case .broken(let fault): throw fault
            case .head: try head(&rest, body)
            case .untilClose:
                body(.bytes(rest))
                return
            case .fixed(let left):
                let bytes = ResponseBody.take(left, &rest)
                body(.bytes(bytes))
                guard left > bytes.count else {
                    state = .whole
                    return body(.whole)
                }
                state = .fixed(left: left - UInt64(bytes.count))
            case .chunked:
                guard let isWhole = chunks.read(&rest, { body(.bytes($0)) }) else { throw fail(.badChunk) }
                guard isWhole else { break }
                state = .whole
                body(.whole)
            }
        }
    }

    /// The connection has ended.
    mutating func ended(_ body: (Event) -> Void) throws(Fault) {
        switch state {
        case .whole: return
        case .untilClose:
            state = .whole
            body(.whole)
        case .broken(let fault): throw fault
        default: throw fail(.cut)
        }
    }

    private mutating func fail(_ fault: Fault) -> Fault {
        state = .broken(fault)
        return fault
    }

    /// At most the first `count` bytes of `rest`.
    static func take(_ count: UInt64, _ rest: inout UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let bytes = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(min(count, UInt64(rest.count)))))
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(bytes.count))
        return bytes
    }

    // MARK: Head

    private mutating func head(_ rest: inout UnsafeRawBufferPointer, _ body: (Event) -> Void) throws(Fault) {
        switch reader.read(rest) {
        case .more: rest = UnsafeRawBufferPointer(start: nil, count: 0)
        case .refused: throw fail(.badHead)
        case .head(let head, let eaten):
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(eaten))
            if (100..<200).contains(head.status) {
                interims += 1
                guard interims <= ResponseBody.interimsMax, head.status != 101 else { throw fail(.badHead) }
                reader = ResponseReader()
                return
            }
            guard (200..<600).contains(head.status) else { throw fail(.badHead) }
            guard let framing = framing(of: head) else { throw fail(.badFraming) }
            state = framing
            body(.status(head.status))
            if case .whole = state { body(.whole) }
        }
    }

    /// Nil if the head contradicts itself: then nobody knows where the body ends.
    private func framing(of head: ResponseHead) -> State? {
        if head.status == 204 || head.status == 304 { return .whole }
        let coding = head.string("transfer-encoding")
        let length = head.string("content-length")
        if let coding { return coding.lowercased() == "chunked" && length == nil ? .chunked : nil }
        guard head.count("transfer-encoding") == 0, head.count("content-length") <= 1 else { return nil }
        guard let length else { return .untilClose }
        guard (1...15).contains(length.utf8.count), length.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = UInt64(length)
        else { return nil }
        return count == 0 ? .whole : .fixed(left: count)
    }
}
