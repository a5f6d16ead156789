import EnergyCodec
import JSONCodec
import LifelineCore

/// Messages of which both codecs' bytes become a golden vector.
struct VectorCase {
    var name: String
    var note: String
    var messages: [Item]
    /// False: one message, no batch around it.
    var isBatch = false

    init(_ name: String, _ note: String, _ payload: any Message, _ change: (inout Envelope) -> Void = { _ in }) {
        self.name = name
        self.note = note
        messages = [VectorCase.item(payload, change)]
    }

    /// For its bytes alone.
    init(frame item: Item) { (name, note, messages) = ("", "", [item]) }

    init(batch name: String, _ note: String, _ messages: [Item]) {
        self.name = name
        self.note = note
        self.messages = messages
        isBatch = true
    }

    /// A message on its home channel, at a time with microseconds.
    static func item(_ payload: any Message, _ change: (inout Envelope) -> Void = { _ in }) -> Item {
        let type = Swift.type(of: payload)
        var envelope = Envelope()
        envelope.kind = type.kind.code
        let home = Published.home(of: type)
        envelope.channel = Published.catalogue.channels.first { $0.name == home }?.handle ?? VectorChannels.dynamic
        envelope.time = Timestamp(microseconds: 1_692_300_000_123_457)
        change(&envelope)
        return Item(envelope: envelope, payload: payload)
    }

    var tree: JSONTree {
        let json = record(JSONCodec.self)
        return [
            "name": .string(name),
            "note": .string(note),
            "type": .string(isBatch ? "batch" : Published.name(type(of: messages[0].payload))),
            "json": .string(String(decoding: json, as: UTF8.self)),
            "energy": .string(Hex.text(record(EnergyCodec.self))),
        ]
    }

    func record<C: Codec>(_ codec: C.Type) -> [UInt8] {
        var sink = ByteSink()
        let vocabulary = VectorChannels.vocabulary()
        func encode<M: Message>(_ message: M, _ envelope: Envelope) {
            do throws(CodecError) {
                try C.encode(message, envelope, vocabulary, into: &sink)
            } catch {
                preconditionFailure("vector \"\(name)\" cannot be written as \(C.name): \(error)")
            }
        }
        if isBatch {
            var batch = C.beginBatch(&sink)
            for item in messages {
                C.nextInBatch(&batch, &sink)
                encode(item.payload, item.envelope)
            }
            C.endBatch(batch, &sink)
        } else {
            encode(messages[0].payload, messages[0].envelope)
        }
        return Array(sink.bytes)
    }
}
