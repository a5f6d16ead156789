public import LifelineCore

/// JSON: the default, for everyone who reads. Strict on the way in, canonical on the way out.
///
/// Canonical: no white space, envelope keys in a fixed order, fields in the order of their description, numbers and
/// escapes as RFC 8785 writes them. Equal messages are equal bytes.
public enum JSONCodec: Codec {
    public static var name: StaticString { "json" }
    public static var form: RecordForm { .text }
    public typealias Reader = JSONReader

    @inlinable
    public static func encode<M: Message>(
        _ message: borrowing M, _ envelope: Envelope, _ vocabulary: Vocabulary, into sink: inout ByteSink
    ) throws(CodecError) {
        try append(message, nil, envelope, vocabulary, to: &sink)
    }

    @inlinable
    public static func encode<M: Message>(
        _ message: borrowing M, changes: UInt64, _ envelope: Envelope, _ vocabulary: Vocabulary,
        into sink: inout ByteSink
    ) throws(CodecError) {
        try append(message, changes, envelope, vocabulary, to: &sink)
    }

    @inlinable @inline(__always)
    static func append<M: Message>(
        _ message: borrowing M, _ changes: UInt64?, _ envelope: Envelope, _ vocabulary: Vocabulary,
        to sink: inout ByteSink
    ) throws(CodecError) {
        let start = sink.count
        do {
            try JSONEnvelope.open(envelope, M.kind, vocabulary, &sink)
            try encodePayload(message, changes: changes, vocabulary, into: &sink)
            sink.append(0x7D)
        } catch {
            sink.truncate(to: start)
            throw error
        }
    }

    /// The payload alone: one object.
    @inlinable
    public static func encodePayload<M: Message>(
        _ message: borrowing M, _ vocabulary: Vocabulary, into sink: inout ByteSink
    ) throws(CodecError) {
        try encodePayload(message, changes: nil, vocabulary, into: &sink)
    }

    @inlinable @inline(__always)
    static func encodePayload<M: Message>(
        _ message: borrowing M, changes: UInt64?, _ vocabulary: Vocabulary, into sink: inout ByteSink
    ) throws(CodecError) {
        // Through pointers, so that neither the message nor the sink is copied.
        let fault = withUnsafePointer(to: message) { message in
            var bound = JSONBound()
            describing(message: message, &bound)
            sink.reserve(bound.total)
            return withUnsafeMutablePointer(to: &sink) { sink in
                var writer = JSONWriter(sink, vocabulary, room: bound.total)
                writer.open()
                if let changes {
                    withUnsafeMutablePointer(to: &writer) { writer in
                        var picked = PickedFields(writer, changes)
                        describing(message: message, &picked)
                    }
                } else {
                    describing(message: message, &writer)
                }
                writer.close()
                return writer.finish()
            }
        }
        if let fault { throw fault }
    }

    /// The payload alone, as `encodePayload` writes it and as anybody else may.
    @inlinable
    public static func decodePayload<M: Message>(
        _ bytes: UnsafeRawBufferPointer, _ vocabulary: Vocabulary, _ limits: CodecLimits = CodecLimits(),
        into message: inout M
    ) throws(CodecError) {
        var reader = JSONReader(bytes, vocabulary, limits)
        try reader.barePayload(&message)
    }

    @inlinable public static func beginBatch(_ sink: inout ByteSink) -> Batch {
        let batch = Batch(start: sink.count)
        sink.append(0x5B)
        return batch
    }

    @inlinable public static func nextInBatch(_ batch: inout Batch, _ sink: inout ByteSink) {
        if batch.count > 0 { sink.append(0x2C) }
        batch.count &+= 1
    }

    @inlinable public static func endBatch(_ batch: Batch, _ sink: inout ByteSink) {
        sink.append(0x5D)
    }
}
