@testable import HTTPHead

/// Pushes a head in pieces of `size`, each in an allocation of exactly its size, and says what came of it.
enum Pushed: Equatable {
    case more
    case head(rest: Int)
    case refused(HTTPRefusal)
}

func push(_ bytes: [UInt8], pieces size: Int = .max, _ limits: HeadLimits = HeadLimits()) -> (Pushed, RequestHead?) {
    var reader = RequestReader(limits)
    var at = 0
    while at < bytes.count {
        let end = size < bytes.count - at ? at + size : bytes.count
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: end - at, alignment: 1)
        defer { piece.deallocate() }
        piece.copyBytes(from: bytes[at..<end])
        switch reader.read(UnsafeRawBufferPointer(piece)) {
        case .more: break
        case .head(let head, let eaten): return (.head(rest: bytes.count - at - eaten), head)
        case .refused(let refusal): return (.refused(refusal), nil)
        }
        at = end
    }
    return (.more, nil)
}

func push(_ text: String, pieces size: Int = .max, _ limits: HeadLimits = HeadLimits()) -> (Pushed, RequestHead?) {
    push(Array(text.utf8), pieces: size, limits)
}

/// The head of a text that is one.
func head(_ text: String) throws -> RequestHead {
    let (pushed, head) = push(text)
    guard let head else { throw NoHead(pushed: pushed) }
    return head
}

struct NoHead: Error {
    let pushed: Pushed
}
