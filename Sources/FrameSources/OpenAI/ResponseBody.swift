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
        case chunkSize, chunkSizeEnd, chunkExtension
        case chunk(left: UInt64)
        case chunkEnd, chunkEndLF
        case trailer(isEmpty: Bool), trailerLF(isEmpty: Bool)
        case whole
        case broken(Fault)
    }

    private static let chunkDigitsMax = 15
    /// The extensions of a chunk and the trailers mean nothing to us, but they may not go on for ever.
    private static let trifleBytesMax = 8 << 10
    private static let interimsMax = 8

    private var state = State.head
    private var reader = ResponseReader()
    private var interims = 0
    private var size: UInt64 = 0
    private var digits = 0
    private var trifles = 0

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
                state = try pass(left, &rest, body) { $0 == 0 ? .whole : .fixed(left: $0) }
                if case .whole = state { body(.whole) }
            case .chunk(let left):
                state = try pass(left, &rest, body) { $0 == 0 ? .chunkEnd : .chunk(left: $0) }
            default:
                let byte = rest[0]
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
                try frame(byte, body)
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

    private func pass(
        _ left: UInt64, _ rest: inout UnsafeRawBufferPointer, _ body: (Event) -> Void, _ next: (UInt64) -> State
    ) throws(Fault) -> State {
        let count = Int(min(left, UInt64(rest.count)))
        if count > 0 { body(.bytes(UnsafeRawBufferPointer(rebasing: rest.prefix(count)))) }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        return next(left - UInt64(count))
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
        if let coding { return coding.lowercased() == "chunked" && length == nil ? .chunkSize : nil }
        guard head.count("transfer-encoding") == 0, head.count("content-length") <= 1 else { return nil }
        guard let length else { return .untilClose }
        guard (1...15).contains(length.utf8.count), length.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = UInt64(length)
        else { return nil }
        return count == 0 ? .whole : .fixed(left: count)
    }

    // MARK: Chunks

    private mutating func frame(_ byte: UInt8, _ body: (Event) -> Void) throws(Fault) {
        switch (state, byte) {
        case (.chunkSize, 0x0D) where digits > 0: state = .chunkSizeEnd
        case (.chunkSize, 0x3B) where digits > 0, (.chunkSize, 0x20) where digits > 0,
            (.chunkSize, 0x09) where digits > 0:
            state = .chunkExtension
        case (.chunkSize, _):
            guard let digit = ResponseBody.hex(byte), digits < ResponseBody.chunkDigitsMax else {
                throw fail(.badChunk)
            }
            digits += 1
            size = size << 4 | UInt64(digit)
        case (.chunkExtension, 0x0D): state = .chunkSizeEnd
        case (.chunkExtension, _): try trifle(byte)
        case (.chunkSizeEnd, 0x0A):
            state = size == 0 ? .trailer(isEmpty: true) : .chunk(left: size)
            (size, digits, trifles) = (0, 0, 0)
        case (.chunkEnd, 0x0D): state = .chunkEndLF
        case (.chunkEndLF, 0x0A): state = .chunkSize
        case (.trailer(let isEmpty), 0x0D): state = .trailerLF(isEmpty: isEmpty)
        case (.trailer, _):
            try trifle(byte)
            state = .trailer(isEmpty: false)
        case (.trailerLF(true), 0x0A):
            state = .whole
            body(.whole)
        case (.trailerLF(false), 0x0A): state = .trailer(isEmpty: true)
        default: throw fail(.badChunk)
        }
    }

    private mutating func trifle(_ byte: UInt8) throws(Fault) {
        trifles += 1
        guard byte != 0x0A, trifles <= ResponseBody.trifleBytesMax else { throw fail(.badChunk) }
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x41...0x46: byte &- 0x37
        case 0x61...0x66: byte &- 0x57
        default: nil
        }
    }
}
