import LifelineCore

/// One type of message in one codec: values to encode, records to decode.
///
/// What is counted has to be the codec's: values lie behind pointers, because handing over an array's element retains and
/// releases what it holds, and nothing is allocated after `init`.
final class Desk<C: Codec, M: Message & Equatable> {
    private let vocabulary: Vocabulary
    private let envelope: Envelope
    private let values: UnsafeMutablePointer<M>
    private let records: UnsafeMutablePointer<UnsafeRawBufferPointer>
    private let count: Int
    private var sink = ByteSink(capacity: 1 << 16)
    private var one = M()

    init(_ messages: [M], _ envelope: Envelope, _ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        self.envelope = envelope
        count = messages.count
        values = .allocate(capacity: count)
        records = .allocate(capacity: count)
        for (index, message) in messages.enumerated() {
            (values + index).initialize(to: message)
            sink.clear()
            Desk.encode(values + index, envelope, vocabulary, &sink)
            let record = UnsafeMutableRawBufferPointer.allocate(byteCount: sink.count, alignment: 16)
            record.copyMemory(from: sink.bytes)
            (records + index).initialize(to: UnsafeRawBufferPointer(record))
            Desk.decode(records[index], vocabulary, &one)
            precondition(one == message, "\(C.name) changes a \(M.kind.name)")
        }
    }

    func encode(_ repetitions: Int) {
        for repetition in 0..<repetitions {
            sink.clear()
            Desk.encode(values + repetition % count, envelope, vocabulary, &sink)
        }
    }

    /// Each message into its own value again, so that texts and lists stay as they are.
    func decode(_ repetitions: Int) {
        for repetition in 0..<repetitions {
            Desk.decode(records[repetition % count], vocabulary, &values[repetition % count])
        }
    }

    /// Every message into the same value, so that texts and lists change.
    func decodeIntoOne(_ repetitions: Int) {
        for repetition in 0..<repetitions { Desk.decode(records[repetition % count], vocabulary, &one) }
    }

    @inline(never)
    private static func encode(
        _ value: UnsafeMutablePointer<M>, _ envelope: Envelope, _ vocabulary: Vocabulary, _ sink: inout ByteSink
    ) {
        do throws(CodecError) {
            try C.encode(value.pointee, envelope, vocabulary, into: &sink)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    @inline(never)
    private static func decode(_ record: UnsafeRawBufferPointer, _ vocabulary: Vocabulary, _ value: inout M) {
        var reader = C.Reader(record, vocabulary, CodecLimits())
        var envelope = Envelope()
        do throws(CodecError) {
            guard try reader.next(&envelope) else { preconditionFailure("no message in the record") }
            try reader.payload(&value, &envelope)
        } catch {
            preconditionFailure("\(error)")
        }
    }
}
