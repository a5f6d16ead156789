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

    @inlinable @inline(__always)
    public static func encode<M: Message>(
        _ message: borrowing M, _ envelope: Envelope, _ vocabulary: Vocabulary, into sink: inout ByteSink
    ) throws(CodecError) {
        // In place at the call: passed on as a value, the message's strings and arrays would be counted.
        try withUnsafePointer(to: message) { message throws(CodecError) in
            try FrameWriter.append(message, envelope, to: &sink)
        }
    }

    @inlinable
    public static func encode<M: Message>(
        _ message: borrowing M, changes: UInt64, _ envelope: Envelope, _ vocabulary: Vocabulary,
        into sink: inout ByteSink
    ) throws(CodecError) {
        try withUnsafePointer(to: message) { message throws(CodecError) in
            try FrameWriter.append(message, changes: changes, envelope, to: &sink)
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
