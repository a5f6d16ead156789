public import LifelineCore

/// The binary codec: energy frames, laid out as ENERGY-FRAME describes them to the byte.
///
/// Equal messages are equal bytes. It says what JSON says and nothing else: what JSON cannot express is refused on
/// both sides.
///
/// ```swift
/// try EnergyCodec.encode(update, envelope, vocabulary, into: &sink)
/// ```
public enum EnergyCodec: Codec {
    public typealias Reader = EnergyReader

    public static var name: StaticString { "energy" }
    public static var form: RecordForm { .binary }

    @inlinable
    public static func encode<M: Message>(
        _ message: borrowing M, _ envelope: Envelope, _ vocabulary: Vocabulary, into sink: inout ByteSink
    ) throws(CodecError) {
        // Sound because nobody keeps the pointer, and a borrowed message stays where it is.
        try withUnsafePointer(to: message) { message throws(CodecError) in
            let room = FrameWriter.room(message)
            guard room <= Frame.bytesMax else {
                throw CodecError(.recordTooLarge(room, limit: Frame.bytesMax), at: 0)
            }
            sink.reserve(room)
            let length = FrameWriter.write(message, envelope, at: sink.cursor)
            guard _fastPath(length >= 0) else { throw FrameWriter.refusal(message, envelope, at: sink.cursor) }
            sink.cursor += length
        }
    }

    public static func beginBatch(_ sink: inout ByteSink) -> Batch {
        let batch = Batch(start: sink.count)
        sink.reserve(Frame.batchHeaderBytes)
        let frame = sink.cursor
        frame.initializeMemory(as: UInt8.self, repeating: 0, count: Frame.batchHeaderBytes)
        frame.storeBytes(of: Frame.signature(kind: Kind.batchCode, length: 0), as: UInt64.self)
        frame.storeBytes(of: 8, toByteOffset: Frame.fixedBytesAt, as: UInt16.self)
        frame.storeBytes(of: 1, toByteOffset: Frame.presenceAt, as: UInt64.self)
        sink.cursor = frame + Frame.batchHeaderBytes
        return batch
    }

    public static func nextInBatch(_ batch: inout Batch, _ sink: inout ByteSink) { batch.count += 1 }

    public static func endBatch(_ batch: Batch, _ sink: inout ByteSink) {
        let length = sink.count - batch.start
        precondition(length <= Frame.bytesMax, "a batch is a record: at most \(Frame.bytesMax) bytes, end it sooner")
        let frame = sink.start + batch.start
        frame.storeBytes(of: Frame.signature(kind: Kind.batchCode, length: length), as: UInt64.self)
        frame.storeBytes(
            of: Frame.reference(offset: Frame.batchHeaderBytes, count: batch.count), toByteOffset: Frame.headerBytes,
            as: UInt64.self)
    }
}
