public import LifelineCore

/// Writes one frame where there is room for it. Messages come as pointers to where they lie: a copy would count
/// references.
@usableFromInline enum FrameWriter {
    /// At least what the frame of `message` takes, and the eight bytes that the last padding may spill.
    @inlinable @inline(__always)
    static func room<M: Message>(_ message: UnsafePointer<M>) -> Int {
        var layout = FixedLayout()
        describing(message, &layout)
        var room = Room()
        describing(message, &room)
        return Frame.headerBytes &+ layout.bytes &+ room.bytes &+ 16
    }

    /// The frame's length, or −1 if the message cannot be sent; `refusal` says why.
    @inlinable @inline(__always)
    static func write<M: Message>(
        _ message: UnsafePointer<M>, _ envelope: Envelope, at frame: UnsafeMutableRawPointer
    ) -> Int {
        var fault = Fault()
        return withUnsafeMutablePointer(to: &fault) {
            write(message, envelope, at: frame, careful: false, $0)
        }
    }

    @inlinable @inline(never)
    static func refusal<M: Message>(
        _ message: UnsafePointer<M>, _ envelope: Envelope, at frame: UnsafeMutableRawPointer
    ) -> CodecError {
        var fault = Fault()
        note(envelope, &fault)
        withUnsafeMutablePointer(to: &fault) {
            _ = write(message, envelope, at: frame, careful: true, $0)
        }
        fault.offset = 0
        return fault.error
    }

    @inlinable @inline(__always)
    static func write<M: Message>(
        _ message: UnsafePointer<M>, _ envelope: Envelope, at frame: UnsafeMutableRawPointer, careful: Bool,
        _ fault: UnsafeMutablePointer<Fault>
    ) -> Int {
        var layout = FixedLayout()
        describing(message, &layout)
        precondition(layout.count <= Frame.fieldsMax, "a message has at most 64 fields: put some into a Part")
        let fixedBytes = layout.bytes
        var writer = FieldWriter(
            frame, fixed: frame + Frame.headerBytes, fixedBytes: fixedBytes, careful: careful, fault)
        describing(message, &writer)
        writer.align(to: 8)
        let length = writer.offset
        let channel = UInt64(envelope.channel.rawValue) | UInt64(envelope.reference) << 32
        let flags = envelope.flags.rawValue & Frame.envelopeFlags | (M.bearsText ? Frame.textFlag : 0)
        let tick = UInt64(envelope.frame) | UInt64(fixedBytes) << 32 | UInt64(flags) << 48
        let time = UInt64(bitPattern: envelope.time.microseconds)
        frame.storeBytes(of: Frame.signature(kind: M.kind.code, length: length), as: UInt64.self)
        frame.storeBytes(of: channel, toByteOffset: Frame.channelAt, as: UInt64.self)
        frame.storeBytes(of: envelope.seq, toByteOffset: Frame.seqAt, as: UInt64.self)
        frame.storeBytes(of: time, toByteOffset: Frame.timeAt, as: UInt64.self)
        frame.storeBytes(of: tick, toByteOffset: Frame.tickAt, as: UInt64.self)
        frame.storeBytes(of: writer.presence, toByteOffset: Frame.presenceAt, as: UInt64.self)
        let unfit = writer.unfit | Bits.unfit(envelope.seq, .u53) | Bits.unfit(time: time)
        let isUnanswerable = envelope.reference == 0 && envelope.flags.contains(.answer)
        guard _fastPath(Int64(bitPattern: unfit) >= 0 && !isUnanswerable && fault.pointee.reason == nil) else {
            return -1
        }
        return length
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
        _ fault: UnsafeMutablePointer<Fault>
    ) -> Int {
        func open<M: Message>(_ message: M) -> Int {
            note(envelope, &fault.pointee)
            if M.kind.code == Kind.batchCode || M.kind == StateSnapshot.kind {
                fault.pointee.note(.nestedBatch, at: 0, nil)
                return -1
            }
            return withUnsafePointer(to: message) { write($0, envelope, at: frame, careful: true, fault) }
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
