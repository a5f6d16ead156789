import EnergyProfile
import JSONCodec
import LifelineCore

extension InvalidJSON {
    /// A message whose field `key` has other text for its value.
    private static func with(_ key: String, _ text: String, in payload: any Message) -> String {
        let whole = VectorCase("", "", payload).record(JSONCodec.self)
        let members = (JSONTreeReader.tree(whole)?.members ?? []).map { member in
            guard member.key == "payload" else { return member }
            let fields = member.value.members.map { field in
                // A number is kept as the text it is.
                field.key == key ? JSONTree.Member(key: key, value: .number(text)) : field
            }
            precondition(fields.contains { $0.key == key }, "the message has no \"\(key)\"")
            return JSONTree.Member(key: "payload", value: .object(fields))
        }
        // Without white space, as our writers send it: readers have a quick way for that, which must refuse it too.
        return JSONTreeWriter.compact(.object(members), spaced: false)
    }

    private static func shape(_ key: String, _ text: String) -> String {
        with(key, text, in: VectorFiller.filled(EveryShape.self, .step))
    }

    static let shapes: [InvalidCase] = [
        InvalidCase("bool from a number", "wrongType", shape("bool", "1")),
        InvalidCase("u16 too high", "outOfRange", shape("u16", "65536")),
        InvalidCase("u32 too high", "outOfRange", shape("u32", "4294967296")),
        InvalidCase("f64 beyond all doubles", "invalidNumber", shape("f64", "1e309")),
        InvalidCase("f32 that rounds to infinity", "notFinite", shape("f32", "3.4028235677973367e38")),
        InvalidCase("time too late", "outOfRange", shape("time", "1e13")),
        InvalidCase("unknown alternative", "unknownAlternative", shape("tier", #""extreme""#)),
        InvalidCase("number for an alternative", "wrongType", shape("tier", "1")),
        InvalidCase("name with a space", "invalidWords", shape("name", #""two words""#)),
        InvalidCase("name with a line feed at its end", "invalidWords", shape("name", #""name\n""#)),
        InvalidCase("name beyond ASCII", "invalidWords", shape("name", #""é""#)),
        InvalidCase("name of 129 bytes", "invalidWords", shape("name", quoted(129))),
        InvalidCase("channel with a capital", "invalidWords", shape("channel", #""Energy""#)),
        InvalidCase("channel that starts with a mark", "invalidWords", shape("channel", #"".a""#)),
        InvalidCase("channel without characters", "invalidWords", shape("channel", #""""#)),
        InvalidCase("channel of 129 bytes", "invalidWords", shape("channel", quoted(129))),
        InvalidCase("phrase of 257 bytes", "invalidWords", shape("phrase", quoted(257))),
        InvalidCase("phrase with a tab", "invalidWords", shape("phrase", #""a\tb""#)),
        InvalidCase("text from a number", "wrongType", shape("text", "1")),
        InvalidCase("base64 without padding", "invalidBase64", shape("bytes", #""AA""#)),
        InvalidCase("base64 with stray bits", "invalidBase64", shape("bytes", #""AB==""#)),
        InvalidCase("base64 for URLs", "invalidBase64", shape("bytes", #""-_==""#)),
        InvalidCase("list of another kind", "wrongType", shape("u16s", #"["1"]"#)),
        InvalidCase("list element out of range", "outOfRange", shape("u16s", "[65535,65536]")),
        InvalidCase("list element null", "wrongType", shape("f64s", "[null]")),
        InvalidCase("object for a list", "wrongType", shape("names", "{}")),
        InvalidCase("list with a trailing comma", "unexpectedByte", shape("u16s", "[1,]")),
        InvalidCase("packed part without a float", "missingField", shape("places", #"[{"x":1,"y":2}]"#)),
        InvalidCase("part with null", "wrongType", shape("region", "null")),
        InvalidCase("part without a field", "missingField", shape("region", #"{"name":"a"}"#)),
        InvalidCase("part without a value", "unexpectedByte", shape("region", "")),
        InvalidCase("part with nothing", "missingField", shape("region", "{}")),
        InvalidCase("row without a field", "missingField", shape("spare", #"[{"name":"a"}]"#)),
        InvalidCase("part inside a part without a field", "missingField", shape("region", inner)),
        InvalidCase("optional without a value", "unexpectedByte", shape("nickname", "")),
        InvalidCase("row of another kind", "wrongType", shape("regions", "[1]")),
        InvalidCase("optional null", "wrongType", shape("perhaps", "null")),
        InvalidCase("document with a duplicate key", "duplicateKey", shape("document", #"{"a":1,"a":1}"#)),
        InvalidCase("document too deep", "tooDeep", shape("document", nested(15))),
        InvalidCase("document that is none", "unexpectedByte", shape("document", "[1,]")),
        InvalidCase(
            "snapshot in a snapshot", "nestedBatch",
            with("items", "[\(snapshot)]", in: HandPicked.made(StateSnapshot.self) { $0.epoch = 1 })),
    ]

    private static let inner = #"{"name":"","corners":[],"weights":[],"since":{"seq":1},"positions":[]}"#

    private static func quoted(_ count: Int) -> String { "\"" + String(repeating: "a", count: count) + "\"" }

    private static let snapshot =
        String(decoding: VectorCase("", "", StateSnapshot()).record(JSONCodec.self), as: UTF8.self)
}
