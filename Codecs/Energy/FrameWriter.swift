public import LifelineCore

/// Writes one frame. Messages come as pointers to where they lie: passed as values, their strings and arrays would be
/// counted.
@usableFromInline enum FrameWriter {
    @inlinable @inline(__always)
    static func append<M: Message>(
        _ message: UnsafePointer<M>, changes: UInt64? = nil, _ envelope: Envelope, to sink: inout ByteSink
    ) throws(CodecError) {
        let room = room(message)
        guard room <= Frame.bytesMax else { throw CodecError(.recordTooLarge(room, limit: Frame.bytesMax), at: 0) }
        sink.reserve(room)
        guard let length = write(message, changes: changes, envelope, at: sink.cursor, nil) else {
            throw refusal(message.pointee, envelope, at: sink.cursor)
        }
        sink.cursor += length
    }

    /// At least what the frame of `message` takes, and the eight bytes that the last padding may spill.
    @inlinable @inline(__always)
    static func room<M: Message>(_ message: UnsafePointer<M>) -> Int {
        var layout = FixedLayout()
        describing(message, &layout)
        var room = Room()
        describing(message, &room)
        return Frame.headerBytes &+ layout.bytes &+ room.bytes &+ 16
    }

    /// Why `write` says nil.
    @inlinable @inline(never)
    static func refusal<M: Message>(
        _ message: M, _ envelope: Envelope, at frame: UnsafeMutableRawPointer
    ) -> CodecError {
        var fault = Fault()
        note(envelope, &fault)
        withUnsafePointer(to: message) { message in
            withUnsafeMutablePointer(to: &fault) { _ = write(message, envelope, at: frame, $0) }
        }
        fault.offset = 0
        return fault.error
    }

    /// The frame's length, or nil if the message cannot be sent; `fault`, if given, is told why.
    @inlinable @inline(__always)
    static func write<M: Message>(
        _ message: UnsafePointer<M>, changes: UInt64? = nil, _ envelope: Envelope, at frame: UnsafeMutableRawPointer,
        _ fault: UnsafeMutablePointer<Fault>?
    ) -> Int? {
        var layout = FixedLayout()
        describing(message, &layout)
        precondition(layout.count <= Frame.fieldsMax, "a message has at most 64 fields: put some into a Part")
        let fixedBytes = layout.bytes
        var writer = FieldWriter(frame, fixed: frame + Frame.headerBytes, fixedBytes: fixedBytes, fault)
        if let changes {
            withUnsafeMutablePointer(to: &writer) { writer in
                var picked = PickedFields(writer, changes)
                describing(message, &picked)
            }
        } else {
            describing(message, &writer)
        }
        writer.flush()
        writer.align(to: 8)
        let length = writer.offset
        let flags = envelope.flags.rawValue & Frame.envelopeFlags | (M.bearsText ? Frame.textFlag : 0)
        frame.storeBytes(of: Frame.signature(kind: M.kind.code, length: length), as: UInt64.self)
        frame.storeBytes(of: envelope.channel.rawValue, toByteOffset: Frame.channelAt, as: UInt32.self)
        frame.storeBytes(of: envelope.reference, toByteOffset: Frame.referenceAt, as: UInt32.self)
        frame.storeBytes(of: envelope.seq, toByteOffset: Frame.seqAt, as: UInt64.self)
        frame.storeBytes(of: envelope.time.microseconds, toByteOffset: Frame.timeAt, as: Int64.self)
        frame.storeBytes(of: envelope.frame, toByteOffset: Frame.tickAt, as: UInt32.self)
        frame.storeBytes(
            of: UInt16(truncatingIfNeeded: fixedBytes), toByteOffset: Frame.fixedBytesAt, as: UInt16.self)
        frame.storeBytes(of: flags, toByteOffset: Frame.flagsAt, as: UInt16.self)
        frame.storeBytes(of: writer.presence, toByteOffset: Frame.presenceAt, as: UInt64.self)
        return _fastPath(writer.isFit && FrameHeader.isSound(envelope)) ? length : nil
    }

    /// What is wrong with the envelope, if anything is.
    @usableFromInline static func note(_ envelope: Envelope, _ fault: inout Fault) {
        if envelope.seq > Shape.u53Max { fault.note(.invalidEnvelope, at: 0, "seq") }
        if envelope.reference == 0, envelope.flags.contains(.answer) { fault.note(.invalidEnvelope, at: 0, "re") }
        if !envelope.time.travels { fault.note(.outOfRange, at: 0, "ts") }
    }
}

/// Payloads whose type is not known at compile time: the entries of a snapshot.
extension FrameWriter {
    static func room(opening message: any Message) -> Int {
        func open<M: Message>(_ message: M) -> Int { withUnsafePointer(to: message) { room($0) } }
        return open(message)
    }

    static func write(
        opening message: any Message, _ envelope: Envelope, at frame: UnsafeMutableRawPointer,
        _ fault: UnsafeMutablePointer<Fault>?
    ) -> Int? {
        func open<M: Message>(_ message: M) -> Int? {
            if let fault { note(envelope, &fault.pointee) }
            if M.kind.code == Kind.batchCode || M.kind == StateSnapshot.kind {
                fault?.pointee.note(.nestedBatch, at: 0, nil)
                return nil
            }
            return withUnsafePointer(to: message) { write($0, envelope, at: frame, fault) }
        }
        return open(message)
    }
}

/// A walk that only reads.
@inlinable @inline(__always)
func describing<M: Message, V: Visitor & ~Copyable>(_ message: UnsafePointer<M>, _ visitor: inout V) {
    // Sound because writers never store: the pointer is made mutable for the walk's signature alone.
    M.describe(&UnsafeMutablePointer(mutating: message).pointee, &visitor)
}
