public import LifelineCore

/// Says in one codec what a record says in another. The same codec twice checks a record and makes it canonical.
///
/// A message stays a message and a batch a batch. Keys and fields nobody here knows have no place in the other codec:
/// they are left out and counted.
///
/// ```swift
/// var transcoder = Transcoder(from: JSONCodec.self, to: EnergyCodec.self, vocabulary)
/// try transcoder.transcode(record, into: &sink)
/// ```
public struct Transcoder<Source: Codec, Target: Codec> {
    /// Messages written so far.
    public private(set) var messages = 0
    /// Keys, fields and snapshot entries left out so far.
    public private(set) var unknown = 0

    private let vocabulary: Vocabulary
    private let limits: CodecLimits

    public init(
        from source: Source.Type, to target: Target.Type, _ vocabulary: Vocabulary,
        _ limits: CodecLimits = CodecLimits()
    ) {
        self.vocabulary = vocabulary
        self.limits = limits
    }

    /// Appends the record to `sink`: all of it, or after a fault nothing.
    public mutating func transcode(
        _ record: UnsafeRawBufferPointer, into sink: inout ByteSink
    ) throws(TranscodeFault) {
        let start = sink.count
        var reader = Source.Reader(record, vocabulary, limits)
        do throws(TranscodeFault) {
            messages += try write(&reader, into: &sink)
            unknown += reader.unknown
        } catch {
            sink.truncate(to: start)
            throw error
        }
    }

    /// How many messages it were.
    private func write(_ reader: inout Source.Reader, into sink: inout ByteSink) throws(TranscodeFault) -> Int {
        var envelope = Envelope()
        var count = 0
        var more = try next(&reader, &envelope)
        guard reader.isBatch else {
            while more {
                try message(&reader, &envelope, into: &sink)
                count += 1
                more = try next(&reader, &envelope)
            }
            return count
        }
        var batch = Target.beginBatch(&sink)
        while more {
            Target.nextInBatch(&batch, &sink)
            try message(&reader, &envelope, into: &sink)
            count += 1
            more = try next(&reader, &envelope)
        }
        Target.endBatch(batch, &sink)
        return count
    }

    private func next(_ reader: inout Source.Reader, _ envelope: inout Envelope) throws(TranscodeFault) -> Bool {
        do { return try reader.next(&envelope) } catch { throw .codec(error) }
    }

    private func message(
        _ reader: inout Source.Reader, _ envelope: inout Envelope, into sink: inout ByteSink
    ) throws(TranscodeFault) {
        guard let type = vocabulary.type(of: envelope.kind) else {
            throw .unknownKind(envelope.kind, at: reader.messageOffset)
        }
        try write(type, &reader, &envelope, into: &sink)
    }

    private func write<M: Message>(
        _ type: M.Type, _ reader: inout Source.Reader, _ envelope: inout Envelope, into sink: inout ByteSink
    ) throws(TranscodeFault) {
        var message = M()
        do { try reader.payload(&message, &envelope) } catch { throw .codec(error) }
        let offset = reader.messageOffset
        try check(envelope, at: offset)
        if let snapshot = message as? StateSnapshot {
            for item in snapshot.items { try check(item.envelope, at: offset) }
        }
        do {
            try Target.encode(message, envelope, vocabulary, into: &sink)
        } catch {
            throw .codec(CodecError(moving: error, to: offset))
        }
    }

    /// What a codec need not look at and another cannot say.
    private func check(_ envelope: Envelope, at offset: Int) throws(TranscodeFault) {
        guard vocabulary.name(of: envelope.channel).baseAddress != nil else {
            throw .unknownChannel(envelope.channel, at: offset)
        }
        // A message cannot tell which of its fields a delta set, so a writer would say all of them.
        guard !envelope.flags.contains(.delta) else { throw .delta(at: offset) }
    }
}

extension CodecError {
    /// A value that cannot be encoded has no place of its own: it gets that of its message.
    fileprivate init(moving error: CodecError, to offset: Int) {
        self = error
        self.offset = offset
    }
}
