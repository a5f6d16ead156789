import EnergyCodec
import EnergyProfile
import LifelineCore

/// Frames that are none, or no message.
enum InvalidEnergy {
    static var cases: [InvalidCase] { headers + envelopes + fields + tails + tables + items + batches }

    private static let update = FrameBytes(Lenient.update.messages[0])

    private static let headers: [InvalidCase] = [
        InvalidCase("nothing", "truncated", FrameBytes([])),
        InvalidCase("half a header", "truncated", FrameBytes(Array(update.bytes.prefix(47)))),
        InvalidCase("cut off", "truncated", FrameBytes(Array(update.bytes.dropLast(8)))),
        InvalidCase("wrong magic", "invalidMagic", update.with(u8: 0xFA, at: 0)),
        InvalidCase("next layout version", "unsupportedLayout", update.with(u8: 2, at: 1)),
        InvalidCase("length not a multiple of 8", "invalidLength", update.with(u32: 87, at: FrameBytes.lengthAt)),
        InvalidCase("length shorter than a header", "invalidLength", update.with(u32: 40, at: FrameBytes.lengthAt)),
        InvalidCase("length beyond the record", "truncated", update.with(u32: 96, at: FrameBytes.lengthAt)),
        InvalidCase(
            "bytes after the frame", "trailingBytes", FrameBytes(update.bytes + [UInt8](repeating: 0, count: 8))),
        InvalidCase("F not a multiple of 8", "invalidLength", update.with(u16: 44, at: FrameBytes.fixedBytesAt)),
        InvalidCase("F beyond the frame", "invalidLength", update.with(u16: 48, at: FrameBytes.fixedBytesAt)),
    ]

    private static let envelopes: [InvalidCase] = [
        InvalidCase("seq above 2^53-1", "invalidEnvelope", update.with(u64: 1 << 53, at: 16)),
        InvalidCase("time too late", "outOfRange", update.with(u64: UInt64(Timestamp.microsecondsMax) + 1, at: 24)),
        InvalidCase("time too early", "outOfRange", update.with(u64: ~UInt64(Timestamp.microsecondsMax), at: 24)),
        InvalidCase("answer to nothing", "invalidEnvelope", update.with(u16: 2, at: FrameBytes.flagsAt)),
        InvalidCase("unknown kind", "unknownKind", update.with(u16: 0x3FF, at: 2)),
        InvalidCase("unknown channel", "unknownChannel", update.with(u32: 5, at: 8)),
    ]

    static let shape = FrameBytes(VectorCase.item(VectorFiller.filled(EveryShape.self, .step)))
    static func at(_ key: String) -> Int { FrameBytes.place(key, EveryShape.self) }
    /// Where what `key` refers to lies.
    static func tail(_ key: String) -> Int { Int(shape.u32(at: at(key))) }

    private static let fields: [InvalidCase] = [
        InvalidCase("missing field", "missingField", update.with(u64: 0xFE, at: FrameBytes.presenceAt)),
        InvalidCase(
            "F too small for what must be there", "missingField",
            update.cut(to: 80).with(u16: 32, at: FrameBytes.fixedBytesAt)),
        InvalidCase("bool 2", "outOfRange", shape.with(u8: 2, at: at("bool"))),
        InvalidCase("alternative without a name", "unknownAlternative", shape.with(u8: 3, at: at("tier"))),
        InvalidCase("u53 of 2^53", "outOfRange", shape.with(u64: 1 << 53, at: at("u53"))),
        InvalidCase(
            "time beyond 2^42 ms", "outOfRange", shape.with(u64: UInt64(Timestamp.microsecondsMax) + 1, at: at("time"))),
        InvalidCase("f64 infinite", "notFinite", shape.with(u64: 0x7FF0 << 48, at: at("f64"))),
        InvalidCase("f64 not a number", "notFinite", shape.with(u64: 0x7FF8 << 48, at: at("f64"))),
        InvalidCase("f32 infinite", "notFinite", shape.with(u32: 0xFF80_0000, at: at("f32"))),
        InvalidCase("optional bool 2", "outOfRange", shape.with(u8: 2, at: at("perhaps"))),
    ]

    private static let tails: [InvalidCase] = [
        InvalidCase("offset into the header", "invalidOffset", shape.with(u32: 8, at: at("name"))),
        InvalidCase("offset into the fixed region", "invalidOffset", shape.with(u32: 56, at: at("name"))),
        InvalidCase("offset beyond the frame", "invalidOffset", shape.with(u32: 0xFFFF_FFF8, at: at("name"))),
        InvalidCase("count beyond the frame", "invalidOffset", shape.with(u32: .max, at: at("text") + 4)),
        InvalidCase(
            "count whose bytes overflow 32 bits", "invalidOffset", shape.with(u32: 0x2000_0001, at: at("f64s") + 4)),
        InvalidCase("offset of nothing", "invalidOffset", shape.with(u32: 0, at: at("name") + 4)),
        InvalidCase("items that overlap", "invalidOffset", shape.with(u32: UInt32(tail("name")), at: at("channel"))),
        InvalidCase("items out of order", "invalidOffset", shape.with(u32: UInt32(tail("name")), at: at("f64s"))),
        InvalidCase("f64 list not aligned", "invalidOffset", shape.with(u32: UInt32(tail("f64s") + 4), at: at("f64s"))),
        InvalidCase("u16 list not aligned", "invalidOffset", shape.with(u32: UInt32(tail("u16s") + 1), at: at("u16s"))),
        InvalidCase("list of f64 with an infinity", "notFinite", shape.with(u64: 0x7FF0 << 48, at: tail("f64s"))),
        InvalidCase("list of f32 with an infinity", "notFinite", shape.with(u32: 0x7F80_0000, at: tail("f32s"))),
        InvalidCase("packed list with an infinity", "notFinite", shape.with(u32: 0x7F80_0000, at: tail("places") + 8)),
        InvalidCase("list of bools with a 2", "outOfRange", shape.with(u8: 2, at: tail("flags"))),
        InvalidCase("list of alternatives with none", "unknownAlternative", shape.with(u8: 9, at: tail("tiers"))),
        InvalidCase("list of times beyond", "outOfRange", shape.with(u64: 1 << 62, at: tail("times"))),
        InvalidCase("name with a space", "invalidWords", shape.with(u8: 0x20, at: tail("name"))),
        InvalidCase("name beyond ASCII", "invalidWords", shape.with(u8: 0xE9, at: tail("name"))),
        InvalidCase("channel with a capital", "invalidWords", shape.with(u8: 0x45, at: tail("channel"))),
        InvalidCase("channel without characters", "invalidWords", shape.with(u64: 0, at: at("channel"))),
        InvalidCase("phrase with a line feed", "invalidWords", shape.with(u8: 0x0A, at: tail("phrase"))),
        InvalidCase("text that is not UTF-8", "invalidUTF8", shape.with(u8: 0xFF, at: tail("text"))),
        InvalidCase("text cut inside a character", "invalidUTF8", cutText),
        InvalidCase("name in a list with a space", "invalidWords", shape.with(u8: 0x20, at: tail("names") + 8)),
        InvalidCase(
            "name in a list before its list", "invalidOffset", shape.with(u32: UInt32(tail("name")), at: tail("names"))),
        InvalidCase("document that is no JSON", "invalidDocument", shape.with(u8: 0x5D, at: tail("document"))),
        InvalidCase("document without bytes", "invalidDocument", shape.with(u64: 0, at: at("document"))),
        InvalidCase("document with white space", "invalidDocument", document("[ ]")),
        InvalidCase("document with a number that is not canonical", "invalidDocument", document("1.0")),
        InvalidCase("document with a needless escape", "invalidDocument", document(#""\u0041""#)),
        InvalidCase("document with a duplicate key", "invalidDocument", document(#"{"a":1,"a":1}"#)),
    ]

    /// The last character of the filler's text takes four bytes.
    private static let cutText = shape.with(u32: shape.u32(at: at("text") + 4) - 1, at: at("text") + 4)

    private static func document(_ json: String) -> FrameBytes {
        FrameBytes(VectorCase.item(HandPicked.made(Request.self) { $0.params = HandPicked.document(json) }))
    }
}
