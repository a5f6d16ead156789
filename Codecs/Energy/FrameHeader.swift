public import LifelineCore

/// A frame's first 48 bytes, where they lie.
@usableFromInline struct FrameHeader {
    @usableFromInline let start: UnsafeRawPointer

    @inlinable @inline(__always) init(_ start: UnsafeRawPointer) { self.start = start }

    @inlinable @inline(__always) var signature: UInt64 { start.loadUnaligned(as: UInt64.self) }
    @inlinable @inline(__always) var kind: UInt16 { UInt16(truncatingIfNeeded: signature >> 16) }
    @inlinable @inline(__always) var length: Int { Int(truncatingIfNeeded: signature >> 32) }
    @inlinable @inline(__always) var tick: UInt64 {
        start.loadUnaligned(fromByteOffset: Frame.tickAt, as: UInt64.self)
    }
    @inlinable @inline(__always) var fixedBytes: Int { Int(truncatingIfNeeded: tick >> 32 & 0xFFFF) }
    @inlinable @inline(__always) var flags: UInt16 { UInt16(truncatingIfNeeded: tick >> 48) }
    @inlinable @inline(__always) var isDelta: Bool { flags & Envelope.Flags.delta.rawValue != 0 }
    @inlinable @inline(__always) var presence: UInt64 {
        start.loadUnaligned(fromByteOffset: Frame.presenceAt, as: UInt64.self)
    }

    /// True if a whole frame starts here and ends within `available` bytes. Everything else relies on it.
    @inlinable @inline(__always)
    func fits(_ available: Int) -> Bool {
        guard available >= Frame.headerBytes else { return false }
        let expected = UInt64(Frame.magic) | UInt64(Frame.version) << 8
        let length = length
        return signature & 0xFFFF == expected && length <= available
            && (length | fixedBytes) & 7 == 0 && length >= Frame.headerBytes &+ fixedBytes
    }

    /// Why it does not fit.
    @usableFromInline @inline(never)
    func misfit(_ available: Int) -> CodecError.Reason {
        if available >= 1, start.load(as: UInt8.self) != Frame.magic { return .invalidMagic }
        if available >= 2 {
            let version = start.load(fromByteOffset: 1, as: UInt8.self)
            if version != Frame.version { return .unsupportedLayout(version) }
        }
        if available < Frame.headerBytes { return .truncated }
        if length & 7 == 0, length >= Frame.headerBytes, length > available { return .truncated }
        return .invalidLength
    }

    @inlinable @inline(__always)
    func read(_ envelope: inout Envelope) {
        let tick = tick
        envelope.channel = ChannelHandle(
            rawValue: start.loadUnaligned(fromByteOffset: Frame.channelAt, as: UInt32.self))
        envelope.kind = kind
        envelope.flags = Envelope.Flags(
            rawValue: UInt16(truncatingIfNeeded: tick >> 48) & Frame.envelopeFlags)
        envelope.reference = start.loadUnaligned(fromByteOffset: Frame.referenceAt, as: UInt32.self)
        envelope.seq = start.loadUnaligned(fromByteOffset: Frame.seqAt, as: UInt64.self)
        envelope.time = Timestamp(
            microseconds: start.loadUnaligned(fromByteOffset: Frame.timeAt, as: Int64.self))
        envelope.frame = UInt32(truncatingIfNeeded: tick)
    }

    /// True if JSON could say what the envelope says; `FrameWriter.note` knows what it could not.
    @inlinable @inline(__always)
    static func isSound(_ envelope: Envelope) -> Bool {
        let unfit =
            Bits.unfit(envelope.seq, .u53) | Bits.unfit(time: UInt64(bitPattern: envelope.time.microseconds))
        let isAnswerToNothing = envelope.flags.contains(.answer) && envelope.reference == 0
        return Int64(bitPattern: unfit) >= 0 && !isAnswerToNothing
    }
}
