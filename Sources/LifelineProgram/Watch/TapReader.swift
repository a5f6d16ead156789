import Lifeline
import LifelineCore
import Roster

/// Takes records apart: each message with the names of its channel and type, and as one line of JSON.
final class TapReader: RecordHandler {
    struct Heard: ~Copyable {
        let channel: String
        let type: String
        let envelope: Envelope
        /// With its line feed. Valid during the call.
        let line: UnsafeRawBufferPointer
    }

    var heard: (borrowing Heard) -> Void = { _ in }
    /// What is no message, in words.
    var complained: (String) -> Void = { _ in }

    /// JSON is told as it came; else read and written again, as energy frames are.
    var isVerbatim = true

    private let repertoire: Repertoire
    private let vocabulary: Vocabulary
    private let json: CodecDriver
    private var sink = ByteSink()
    /// The text that is being read, which may be one message of a batch.
    private var piece: UnsafeRawBufferPointer?

    init(_ repertoire: Repertoire) {
        self.repertoire = repertoire
        vocabulary = repertoire.vocabulary()
        json = repertoire.codecs[repertoire.codec(.text) ?? 0]
    }

    /// A channel that the server made at run time.
    func learn(_ name: ChannelName, _ handle: ChannelHandle) { _ = vocabulary.add(name, handle) }

    func read(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        guard let codec = repertoire.codec(form) else { return complained("a record in no codec known here") }
        guard form == .text else { return repertoire.codecs[codec].read(record, vocabulary, CodecLimits(), self) }
        for piece in JSONPieces(record) {
            self.piece = piece
            repertoire.codecs[codec].read(piece, vocabulary, CodecLimits(), self)
        }
        piece = nil
    }

    // MARK: RecordHandler

    func message(_ envelope: inout Envelope, _ payload: Payload) throws(CodecError) {
        guard let driver = repertoire.messages[envelope.kind] else {
            try payload.skip(&envelope)
            return nameless(envelope)
        }
        sink.clear()
        if let piece, isVerbatim {
            try payload.skip(&envelope)
            appendLine(piece)
        } else {
            let message = try payload.read(&envelope, driver)
            try driver.encode(message, envelope, json, vocabulary, into: &sink)
        }
        tell(envelope, driver.kind.name.description)
    }

    func bad(_ error: CodecError) {
        guard let piece, error.reason == .unknownKind, let name = Complaint.quoted(in: piece, at: error.offset) else {
            return complained(error.description)
        }
        // A newer server's message: JSON says its name, and can be shown although nobody here knows it.
        sink.clear()
        appendLine(piece)
        tell(Envelope(), name)
    }

    // MARK: Lines

    private func tell(_ envelope: Envelope, _ type: String) {
        sink.append(UInt8(ascii: "\n"))
        let channel = String(decoding: vocabulary.name(of: envelope.channel), as: UTF8.self)
        heard(Heard(channel: channel, type: type, envelope: envelope, line: sink.bytes))
    }

    /// A frame of a type nobody here knows: what its head says.
    private func nameless(_ envelope: Envelope) {
        let channel = String(decoding: vocabulary.name(of: envelope.channel), as: UTF8.self)
        let type = "0x" + String(envelope.kind, radix: 16)
        var text = """
            {"channel":"\(channel)","type":"\(type)","seq":\(envelope.seq),"frame":\(envelope.frame),\
            "ts":\(envelope.time.microseconds / 1000)}
            """
        sink.clear()
        text.withUTF8 { sink.append(UnsafeRawBufferPointer($0)) }
        tell(envelope, type)
    }

    /// As it is, but on one line, and with nothing in it that a terminal obeys.
    private func appendLine(_ text: UnsafeRawBufferPointer) {
        var previous: UInt8 = 0
        for byte in text {
            switch byte {
            case 0..<0x20: sink.append(0x20)
            case 0x7F: sink.append("\\u007f")
            case 0x80..<0xA0 where previous == 0xC2:
                sink.truncate(to: sink.count - 1)
                sink.append("\\u00")
                sink.append(TapReader.digit(byte >> 4))
                sink.append(TapReader.digit(byte & 15))
            default: sink.append(byte)
            }
            previous = byte
        }
    }

    private static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x57 + nibble }
}
