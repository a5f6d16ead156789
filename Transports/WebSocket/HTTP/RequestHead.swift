/// A request head that is well formed and means one thing: one Host, one way to tell where the body ends.
public struct RequestHead: Sendable {
    public enum Method: Sendable, Hashable { case get, head, post, other }

    public let method: Method
    /// What Content-Length says, or 0.
    public let contentLength: Int
    /// True if an upgrade to WebSocket is asked for, rightly or not.
    public let asksForWebSocket: Bool
    let fields: Fields
    let path: Fields.Piece
    let query: Fields.Piece?
    let host: Fields.Piece

    /// The path as it came, with `/` in front and not decoded. Routes compare it as bytes.
    public func withPath<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { fields.with(path, body) }

    public func isPath(_ path: StaticString) -> Bool { withPath { ASCIIText.equals($0, path) } }

    public func isPath(_ path: String) -> Bool { withPath { path.utf8.elementsEqual($0) } }

    /// What stands behind the `?`, or nothing.
    public func withQuery<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        fields.with(query ?? Fields.Piece(), body)
    }

    /// The value of a field that is there exactly once. `name` is in lower case.
    public func value<Result>(_ name: StaticString, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        guard case .once(let piece) = fields.find(name) else { return nil }
        return fields.with(piece, body)
    }

    /// Whether a person is to read the answer: browsers ask for HTML where an address is opened, and programs do not.
    public var takesHTML: Bool { fields.lists("text/html", under: "accept") }

    /// The same as a `String`, with bytes that are not UTF-8 repaired: for reading, not for deciding.
    public func string(_ name: StaticString) -> String? { value(name) { String(decoding: $0, as: UTF8.self) } }
}

extension RequestHead {
    /// Refuses what two readers could understand in two ways.
    init(_ reader: HeadReader) throws(HTTPRefusal) {
        fields = reader.fields
        (path, query) = try RequestHead.target(reader.second, of: reader.fields)
        method = RequestHead.method(reader.first, of: reader.fields)
        switch fields.find("host") {
        case .absent: throw .hostMissing
        case .repeated: throw .hostRepeated
        case .once(let piece): host = piece
        }
        if case .absent = fields.find("transfer-encoding") {} else { throw .transferEncodingUnsupported }
        contentLength = try RequestHead.length(of: reader.fields)
        asksForWebSocket = fields.lists("websocket", under: "upgrade")
        guard contentLength == 0 || method == .post && !asksForWebSocket else { throw .bodyUnexpected }
    }

    /// Origin form only: with `http://…` in the target there would be two hosts.
    private static func target(
        _ piece: Fields.Piece, of fields: Fields
    ) throws(HTTPRefusal) -> (Fields.Piece, Fields.Piece?) {
        let (isPath, mark) = fields.with(piece) { target in
            (target.first == UInt8(ascii: "/"), target.firstIndex(of: UInt8(ascii: "?")))
        }
        guard isPath else { throw .malformed }
        guard let mark else { return (piece, nil) }
        let cut = piece.start &+ UInt16(truncatingIfNeeded: mark)
        return (Fields.Piece(start: piece.start, end: cut), Fields.Piece(start: cut &+ 1, end: piece.end))
    }

    private static func method(_ piece: Fields.Piece, of fields: Fields) -> Method {
        fields.with(piece) { bytes in
            if ASCIIText.equals(bytes, "GET") { return .get }
            if ASCIIText.equals(bytes, "HEAD") { return .head }
            if ASCIIText.equals(bytes, "POST") { return .post }
            return .other
        }
    }

    private static func length(of fields: Fields) throws(HTTPRefusal) -> Int {
        switch fields.find("content-length") {
        case .absent: return 0
        case .repeated: throw .lengthMalformed
        case .once(let piece):
            guard let length = fields.with(piece, digits) else { throw .lengthMalformed }
            return length
        }
    }

    /// Digits and nothing else; what no `Int` holds is as good as its largest.
    private static func digits(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard !bytes.isEmpty else { return nil }
        var length = 0
        for byte in bytes {
            guard ByteClass.isDigit(byte) else { return nil }
            let (scaled, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = scaled.addingReportingOverflow(Int(byte &- 0x30))
            length = overflow || carry ? .max : sum
        }
        return length
    }
}
