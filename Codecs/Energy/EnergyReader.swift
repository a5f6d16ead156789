public import LifelineCore

/// Reads one record of energy frames. It keeps pointers to the record and the vocabulary: both outlive it.
///
/// ```swift
/// var reader = EnergyReader(record, vocabulary, limits)
/// while try reader.next(&envelope) { try reader.payload(&update, &envelope) }
/// ```
public struct EnergyReader: RecordReader {
    @usableFromInline var context: ReadContext
    /// Where the next frame starts.
    @usableFromInline var next: UnsafeRawPointer
    /// One past the last byte of the record.
    @usableFromInline let end: UnsafeRawPointer
    /// The frame that `next` found.
    @usableFromInline var current: UnsafeRawPointer
    /// Frames to come; −1 before the first look.
    @usableFromInline var remaining = -1
    public internal(set) var isBatch = false
    /// The batch has no field that we do not know: nothing comes after its frames.
    @usableFromInline var isFilled = true

    @inlinable @inline(__always)
    public init(_ record: UnsafeRawBufferPointer, _ vocabulary: Vocabulary, _ limits: CodecLimits) {
        // A record of no bytes may have no address; any will do, as it is never read from.
        let start = record.baseAddress ?? UnsafeRawPointer(bitPattern: 8).unsafelyUnwrapped
        context = ReadContext(start, vocabulary, limits)
        next = start
        current = start
        end = start + record.count
    }

    @inlinable @inline(__always) public var unknown: Int { context.unknown }
    @inlinable @inline(__always) public var messageOffset: Int { current - context.record }

    @inlinable
    public mutating func next(_ envelope: inout Envelope) throws(CodecError) -> Bool {
        if remaining < 0 { try look() }
        if remaining == 0 { return false }
        let header = FrameHeader(next)
        if isBatch {
            guard header.fits(end - next) else { throw stop(header.misfit(end - next)) }
            if header.kind == Kind.batchCode { throw stop(.nestedBatch) }
        }
        current = next
        next += header.length
        remaining &-= 1
        if isBatch, remaining == 0, isFilled, next != end { throw stop(.trailingBytes) }
        header.read(&envelope)
        guard _fastPath(FrameHeader.isSound(envelope)) else { throw unsound(envelope) }
        return true
    }

    /// The record as a whole: one frame that fills it, and how many messages it is.
    @inlinable @inline(__always)
    mutating func look() throws(CodecError) {
        let header = FrameHeader(next)
        let count = end - next
        guard _fastPath(count <= context.limits.recordBytesMax && header.fits(count) && header.length == count)
        else { throw refusal() }
        if _slowPath(header.kind == Kind.batchCode) { try open(header) } else { remaining = 1 }
    }

    @inlinable
    public mutating func payload<M: Message>(
        _ message: inout M, _ envelope: inout Envelope
    ) throws(CodecError) {
        let header = FrameHeader(current)
        // What JSON has opened around the fields: the array of a batch, the envelope, the payload.
        let depth = isBatch ? 3 : 2
        let isRead = withUnsafeMutablePointer(to: &context) {
            FrameReader.read(header, depth: depth, into: &message, $0)
        }
        guard _fastPath(isRead) else { throw fault() }
    }

    @inlinable @inline(__always)
    public mutating func skipPayload(_ envelope: inout Envelope) throws(CodecError) {}
}

/// What is rare.
extension EnergyReader {
    /// A batch: its one field says where its frames start and how many they are.
    @usableFromInline @inline(never)
    mutating func open(_ header: FrameHeader) throws(CodecError) {
        remaining = 0
        let first = Frame.headerBytes + header.fixedBytes
        guard header.fixedBytes >= 8, header.presence & 1 == 1 else { throw stop(.missingField) }
        let reference = (next + Frame.headerBytes).loadUnaligned(as: UInt64.self)
        let offset = Int(reference & 0xFFFF_FFFF)
        let count = Int(reference >> 32)
        guard offset >= first || (offset == 0 && count == 0), offset & 7 == 0, offset <= header.length else {
            throw stop(.invalidOffset)
        }
        guard count <= context.limits.messagesMax else {
            throw stop(.tooManyMessages(limit: context.limits.messagesMax))
        }
        isFilled = header.fixedBytes == 8
        if count == 0, isFilled, header.length > first { throw stop(.trailingBytes) }
        next += offset
        remaining = count
        isBatch = true
    }

    /// Why the record as a whole is none.
    @usableFromInline @inline(never)
    mutating func refusal() -> CodecError {
        let count = end - next
        let header = FrameHeader(next)
        if count > context.limits.recordBytesMax {
            return stop(.recordTooLarge(count, limit: context.limits.recordBytesMax))
        }
        return stop(header.fits(count) ? .trailingBytes : header.misfit(count))
    }

    /// Nothing after this can be trusted.
    @usableFromInline @inline(never)
    mutating func stop(_ reason: CodecError.Reason) -> CodecError {
        let error = CodecError(reason, at: next - context.record)
        if error.scope == .record { remaining = 0 }
        return error
    }

    /// An envelope that JSON could not have. The next frame can be read.
    @usableFromInline @inline(never)
    func unsound(_ envelope: Envelope) -> CodecError {
        var fault = Fault()
        FrameWriter.note(envelope, &fault)
        fault.offset = current - context.record
        return fault.error
    }

    @usableFromInline @inline(never)
    mutating func fault() -> CodecError {
        let error = context.fault.error
        if error.scope == .record { remaining = 0 }
        return error
    }
}
