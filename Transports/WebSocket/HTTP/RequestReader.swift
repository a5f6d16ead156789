/// Reads one request head in any split.
///
///     switch reader.read(bytes) {
///     case .more: return
///     case .head(let head, let eaten): …          // what follows `eaten` is the body, or WebSocket frames
///     case .refused(let refusal): …               // answer and close
///     }
public struct RequestReader: Sendable {
    public enum Progress: Sendable {
        case more
        case head(RequestHead, eaten: Int)
        case refused(HTTPRefusal)
    }

    private var reader: HeadReader

    public init(_ limits: HeadLimits = HeadLimits()) { reader = HeadReader(.request, limits) }

    /// Once it has answered with a head or a refusal, the reader is done.
    public mutating func read(_ bytes: UnsafeRawBufferPointer) -> Progress {
        switch reader.read(bytes) {
        case .more: return .more
        case .refused(let refusal): return .refused(refusal)
        case .whole(let eaten):
            do throws(HTTPRefusal) {
                return .head(try RequestHead(reader), eaten: eaten)
            } catch {
                return .refused(error)
            }
        }
    }
}
