package import LifelineCore

/// Writes and reads whole records with either codec. Sinks and room for bytes are reused.
package struct Wire<C: Codec>: ~Copyable {
    package let vocabulary: Vocabulary
    package var limits = CodecLimits()
    private var sink = ByteSink(capacity: 64)

    package init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    /// One record of one message.
    @inline(__always)
    package mutating func write<M: Message>(_ message: borrowing M, _ envelope: Envelope) throws -> [UInt8] {
        sink.clear()
        try C.encode(message, envelope, vocabulary, into: &sink)
        return Array(sink.bytes)
    }

    /// The same, of a delta.
    package mutating func write<M: Message>(
        _ message: borrowing M, changes: UInt64, _ envelope: Envelope
    ) throws -> [UInt8] {
        sink.clear()
        try C.encode(message, changes: changes, envelope, vocabulary, into: &sink)
        return Array(sink.bytes)
    }

    /// A batch of messages whose types are not known here.
    package mutating func write(batch items: [Item]) throws -> [UInt8] {
        sink.clear()
        var batch = C.beginBatch(&sink)
        for item in items {
            C.nextInBatch(&batch, &sink)
            func open<M: Message>(_ message: M) throws {
                try C.encode(message, item.envelope, vocabulary, into: &sink)
            }
            try open(item.payload)
        }
        C.endBatch(batch, &sink)
        return Array(sink.bytes)
    }

    package mutating func write(_ item: Item) throws -> [UInt8] {
        func open<M: Message>(_ message: M) throws -> [UInt8] { try write(message, item.envelope) }
        return try open(item.payload)
    }

    /// A record of one message of a type that is known.
    @inline(__always)
    package func read<M: Message>(_ bytes: [UInt8], into message: inout M) throws -> Envelope {
        var envelope = Envelope()
        try bytes.withUnsafeBytes { bytes in
            var reader = C.Reader(bytes, vocabulary, limits)
            guard try reader.next(&envelope) else { throw Mismatch("\(C.name) finds no message") }
            try reader.payload(&message, &envelope)
            guard try !reader.next(&envelope) else { throw Mismatch("\(C.name) finds a second message") }
        }
        return envelope
    }
}
