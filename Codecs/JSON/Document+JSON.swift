internal import JSONGrammar
public import LifelineCore

extension Document {
    /// Any one JSON value, made canonical. Throws where it is none, or is more than a record may hold.
    ///
    /// ```swift
    /// let reply = try await client.request("model.load", Document(json: #"{"name": "toy-1b"}"#))
    /// ```
    public init(json text: String, _ limits: CodecLimits = CodecLimits()) throws(CodecError) {
        var text = text
        let read = text.withUTF8 { Document.read(UnsafeRawBufferPointer($0), limits) }
        self = try read.get()
    }

    /// What stands around a payload's value: the array of a batch, the envelope, the payload.
    private static var depthAround: Int { 3 }

    private static func read(_ text: UnsafeRawBufferPointer, _ limits: CodecLimits) -> Result<Document, CodecError> {
        guard let start = text.baseAddress else { return .failure(CodecError(.truncated, at: 0)) }
        guard text.count <= limits.recordBytesMax else {
            return .failure(CodecError(.recordTooLarge(text.count, limit: limits.recordBytesMax), at: 0))
        }
        var scanner = JSONScanner(depthMax: limits.depthMax - depthAround, keysMax: limits.unknownKeysMax)
        var fault = JSONFault()
        let (end, last) = (start + text.count, scanner.skip(start, start + text.count, &fault))
        guard let last else {
            let place = fault.position.map { $0 - start } ?? 0
            return .failure(CodecError(fault.reason ?? .unexpectedByte, at: place))
        }
        let rest = JSONScanner.skipWhiteSpace(last, end)
        guard rest == end else { return .failure(CodecError(.trailingBytes, at: rest - start)) }
        return .success(Document(canonical: JSONGrammar.canonical(start, last)))
    }
}
