/// A codec as a value: what an engine that knows no codec by name needs of one.
///
/// Made in one inlinable function, so that reading is specialised where the codec is known and costs an indirect call
/// where it is not.
public struct CodecDriver: Sendable {
    public let name: StaticString
    public let form: RecordForm
    /// The codec's type: where a `MessageDriver` looks for its half.
    public let identity: ObjectIdentifier
    let readRecord: @Sendable (UnsafeRawBufferPointer, Vocabulary, CodecLimits, any RecordHandler) -> Void
    let begin: @Sendable (inout ByteSink) -> Batch
    let next: @Sendable (inout Batch, inout ByteSink) -> Void
    let end: @Sendable (Batch, inout ByteSink) -> Void

    /// Specialised for `codec` where the caller knows it.
    @inlinable public init<C: Codec>(_ codec: C.Type) {
        self.init(
            name: C.name, form: C.form, identity: ObjectIdentifier(codec),
            readRecord: { record, vocabulary, limits, handler in
                CodecDriver.read(codec, record, vocabulary, limits, handler)
            },
            begin: { C.beginBatch(&$0) }, next: { C.nextInBatch(&$0, &$1) }, end: { C.endBatch($0, &$1) })
    }

    @usableFromInline init(
        name: StaticString, form: RecordForm, identity: ObjectIdentifier,
        readRecord: @escaping @Sendable (UnsafeRawBufferPointer, Vocabulary, CodecLimits, any RecordHandler) -> Void,
        begin: @escaping @Sendable (inout ByteSink) -> Batch,
        next: @escaping @Sendable (inout Batch, inout ByteSink) -> Void,
        end: @escaping @Sendable (Batch, inout ByteSink) -> Void
    ) {
        self.name = name
        self.form = form
        self.identity = identity
        self.readRecord = readRecord
        self.begin = begin
        self.next = next
        self.end = end
    }

    /// Shows `handler` each message of `record`, in order, and each fault.
    public func read(
        _ record: UnsafeRawBufferPointer, _ vocabulary: Vocabulary, _ limits: CodecLimits,
        _ handler: any RecordHandler
    ) {
        readRecord(record, vocabulary, limits, handler)
    }

    /// As the codec's own.
    public func beginBatch(_ sink: inout ByteSink) -> Batch { begin(&sink) }
    /// As the codec's own.
    public func nextInBatch(_ batch: inout Batch, _ sink: inout ByteSink) { next(&batch, &sink) }
    /// As the codec's own.
    public func endBatch(_ batch: Batch, _ sink: inout ByteSink) { end(batch, &sink) }

    @inlinable static func read<C: Codec>(
        _ codec: C.Type, _ record: UnsafeRawBufferPointer, _ vocabulary: Vocabulary, _ limits: CodecLimits,
        _ handler: any RecordHandler
    ) {
        var reader = C.Reader(record, vocabulary, limits)
        var envelope = Envelope()
        while true {
            do throws(CodecError) {
                guard try reader.next(&envelope) else { return }
                try withUnsafeMutablePointer(to: &reader) { reader throws(CodecError) in
                    let payload = Payload(
                        reader: UnsafeMutableRawPointer(reader), codec: ObjectIdentifier(codec),
                        offset: reader.pointee.messageOffset
                    ) { reader, envelope throws(CodecError) in
                        try reader.assumingMemoryBound(to: C.Reader.self).pointee.skipPayload(&envelope)
                    }
                    try handler.message(&envelope, payload)
                }
            } catch {
                handler.bad(error)
                if error.scope == .record { return }
            }
        }
    }
}

/// Hears what is in a record.
public protocol RecordHandler: AnyObject {
    /// One message. Calls exactly one of the payload's functions, once; `envelope` is complete after it.
    func message(_ envelope: inout Envelope, _ payload: Payload) throws(CodecError)
    /// A message, or the rest of the record, cannot be read.
    func bad(_ error: CodecError)
}

/// The payload of the message that is being read. Valid during the handler's call only.
public struct Payload {
    let reader: UnsafeMutableRawPointer
    let codec: ObjectIdentifier
    let skipper: @Sendable (UnsafeMutableRawPointer, inout Envelope) throws(CodecError) -> Void
    /// Where in the record the message starts.
    public let offset: Int

    @usableFromInline init(
        reader: UnsafeMutableRawPointer, codec: ObjectIdentifier, offset: Int,
        _ skipper: @escaping @Sendable (UnsafeMutableRawPointer, inout Envelope) throws(CodecError) -> Void
    ) {
        self.reader = reader
        self.codec = codec
        self.offset = offset
        self.skipper = skipper
    }

    /// Passes over the payload; `envelope` is complete after it.
    public func skip(_ envelope: inout Envelope) throws(CodecError) { try skipper(reader, &envelope) }

    /// Reads into `message`, whose type is the driver's.
    public func read<M: Message>(
        _ message: inout M, _ envelope: inout Envelope, _ driver: MessageDriver
    ) throws(CodecError) {
        precondition(driver.type == M.self, "\(M.self) cannot be read by the driver of \(driver.kind)")
        guard let coder = driver.coder(for: codec) else { return try skipAsUnknown(&envelope) }
        try withUnsafeMutablePointer(to: &message) { message throws(CodecError) in
            try coder.decode(reader, UnsafeMutableRawPointer(message), &envelope)
        }
    }

    /// Reads a message of whatever type the driver is for.
    public func read(_ envelope: inout Envelope, _ driver: MessageDriver) throws(CodecError) -> any Message {
        func open<M: Message>(
            _ type: M.Type, _ envelope: inout Envelope
        ) throws(CodecError) -> any Message {
            var message = M()
            try read(&message, &envelope, driver)
            return message
        }
        return try open(driver.type, &envelope)
    }

    private func skipAsUnknown(_ envelope: inout Envelope) throws(CodecError) {
        try skip(&envelope)
        throw CodecError(.unknownKind, at: offset)
    }
}
