/// Reads one response head in any split, as strictly as `RequestReader`.
public struct ResponseReader: Sendable {
    public enum Progress: Sendable {
        case more
        case head(ResponseHead, eaten: Int)
        /// What came is no HTTP/1.1 head, or too large a one.
        case refused(HTTPRefusal)
    }

    private var reader: HeadReader

    public init(_ limits: HeadLimits = HeadLimits()) { reader = HeadReader(.response, limits) }

    public mutating func read(_ bytes: UnsafeRawBufferPointer) -> Progress {
        switch reader.read(bytes) {
        case .more: .more
        case .refused(let refusal): .refused(refusal)
        case .whole(let eaten): .head(ResponseHead(reader), eaten: eaten)
        }
    }
}
