import EnergyCodec
import JSONCodec
import LifelineCore
import SchemaGenerator

/// What a record says: its messages, and whether they came in a batch.
struct Reading {
    var messages: [Item] = []
    var isBatch = false

    /// All messages, or the first fault.
    init<C: Codec>(_ bytes: [UInt8], as codec: C.Type) throws(CodecError) {
        let vocabulary = VectorChannels.vocabulary()
        isBatch = bytes.first == 0x5B || bytes.starts(with: [0xFB, 1, 0, 0])
        var fault: CodecError?
        bytes.withUnsafeBytes { bytes in
            var reader = C.Reader(bytes, vocabulary, CodecLimits())
            do throws(CodecError) {
                var envelope = Envelope()
                while try reader.next(&envelope) {
                    // A reader of energy frames leaves these two to whoever asked it.
                    guard let type = vocabulary.type(of: envelope.kind) else { throw CodecError(.unknownKind, at: 0) }
                    guard vocabulary.name(of: envelope.channel).baseAddress != nil else {
                        throw CodecError(.unknownChannel, at: 0)
                    }
                    messages.append(try Reading.item(type, &envelope, &reader))
                }
            } catch {
                fault = error
            }
        }
        if let fault { throw fault }
    }

    private static func item<M: Message, R: RecordReader>(
        _ type: M.Type, _ envelope: inout Envelope, _ reader: inout R
    ) throws(CodecError) -> Item {
        var message = M()
        try reader.payload(&message, &envelope)
        return Item(envelope: envelope, payload: message)
    }

    func written<C: Codec>(as codec: C.Type) throws(CodecError) -> [UInt8] {
        var sink = ByteSink()
        let vocabulary = VectorChannels.vocabulary()
        func encode<M: Message>(_ message: M, _ envelope: Envelope) throws(CodecError) {
            try C.encode(message, envelope, vocabulary, into: &sink)
        }
        if isBatch {
            var batch = C.beginBatch(&sink)
            for item in messages {
                C.nextInBatch(&batch, &sink)
                try encode(item.payload, item.envelope)
            }
            C.endBatch(batch, &sink)
        } else if let item = messages.first {
            try encode(item.payload, item.envelope)
        }
        return Array(sink.bytes)
    }
}
