import LifelineCore

/// JSON that is none, or no message.
enum InvalidJSON {
    static var cases: [InvalidCase] { records + envelopes + payloads + shapes }

    /// An acknowledgement with something else in place of its number.
    private static func ack(_ received: String) -> String {
        #"{"channel":"system","type":"ack","ts":1,"payload":{"received":\#(received)}}"#
    }

    private static let records: [InvalidCase] = [
        InvalidCase("nothing", "truncated", ""),
        InvalidCase("white space alone", "truncated", " \n"),
        InvalidCase("cut off", "truncated", String(ack("1").dropLast())),
        InvalidCase("not an object", "wrongType", "1"),
        InvalidCase("null", "wrongType", "null"),
        InvalidCase("two records", "trailingBytes", ack("1") + ack("1")),
        InvalidCase("byte order mark", "unexpectedByte", .octets([0xEF, 0xBB, 0xBF] + Array(ack("1").utf8))),
        InvalidCase("trailing comma", "unexpectedByte", ack("1,")),
        InvalidCase("single quotes", "unexpectedByte", "{'channel':'system'}"),
        InvalidCase("comment", "unexpectedByte", "/* */" + ack("1")),
        InvalidCase("vertical tab", "unexpectedByte", "\u{B}" + ack("1")),
        InvalidCase("batch with a trailing comma", "unexpectedByte", "[\(ack("1")),]"),
        InvalidCase("batch cut off", "truncated", "[\(ack("1"))"),
        InvalidCase("batch in a batch", "nestedBatch", "[[\(ack("1"))]]"),
        InvalidCase("leading zero", "invalidNumber", ack("01")),
        InvalidCase("plus sign", "unexpectedByte", ack("+1")),
        InvalidCase("no digit after the point", "invalidNumber", ack("1.")),
        InvalidCase("no digit in the exponent", "invalidNumber", ack("1e")),
        InvalidCase("hexadecimal", "unexpectedByte", ack("0x10")),
        InvalidCase("NaN", "unexpectedByte", ack("NaN")),
        InvalidCase("control character", "invalidString", ack("1,\"x\":\"\u{1}\"")),
        InvalidCase("unknown escape", "invalidString", ack(#"1,"x":"\q""#)),
        InvalidCase("lone high surrogate", "loneSurrogate", ack(#"1,"x":"\ud800""#)),
        InvalidCase("lone low surrogate", "loneSurrogate", ack(#"1,"x":"\udc00""#)),
        InvalidCase("overlong UTF-8", "invalidUTF8", octets([0xC0, 0xAF])),
        InvalidCase("surrogate in UTF-8", "invalidUTF8", octets([0xED, 0xA0, 0x80])),
        InvalidCase("beyond Unicode", "invalidUTF8", octets([0xF4, 0x90, 0x80, 0x80])),
        InvalidCase("stray continuation", "invalidUTF8", octets([0x80])),
        InvalidCase("duplicate envelope key", "duplicateKey", #"{"channel":"system","channel":"system"}"#),
        InvalidCase("duplicate field", "duplicateKey", ack(#"1,"received":1"#)),
        InvalidCase("duplicate unknown field", "duplicateKey", ack(#"1,"x":1,"\u0078":2"#)),
        InvalidCase("duplicate key in a value nobody knows", "duplicateKey", ack(#"1,"x":{"a":1,"a":2}"#)),
        InvalidCase("too deep", "tooDeep", ack("1,\"x\":" + nested(15))),
    ]

    static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    private static func octets(_ bytes: [UInt8]) -> InvalidCase.Record {
        .octets(Array(ack("1,\"x\":\"").utf8.dropLast(2)) + bytes + Array("\"}}".utf8))
    }

    private static func envelope(_ keys: String) -> String { "{\(keys),\"payload\":{\"received\":1}}" }

    private static let envelopes: [InvalidCase] = [
        InvalidCase("no channel", "invalidEnvelope", envelope(#""type":"ack","ts":1"#)),
        InvalidCase("no type", "invalidEnvelope", envelope(#""channel":"system","ts":1"#)),
        InvalidCase("no ts", "invalidEnvelope", envelope(#""channel":"system","type":"ack""#)),
        InvalidCase("no payload", "invalidEnvelope", #"{"channel":"system","type":"ack","ts":1}"#),
        InvalidCase("payload is a list", "wrongType", #"{"channel":"system","type":"ack","ts":1,"payload":[]}"#),
        InvalidCase("unknown type", "unknownKind", envelope(#""channel":"system","type":"Ack","ts":1"#)),
        InvalidCase("unknown channel", "unknownChannel", envelope(#""channel":"System","type":"ack","ts":1"#)),
        InvalidCase("channel is null", "wrongType", envelope(#""channel":null,"type":"ack","ts":1"#)),
        InvalidCase("ts is text", "wrongType", envelope(#""channel":"system","type":"ack","ts":"1""#)),
        InvalidCase("ts too late", "outOfRange", envelope(#""channel":"system","type":"ack","ts":4398046511104.001"#)),
        InvalidCase("ts too early", "outOfRange", envelope(#""channel":"system","type":"ack","ts":-4398046511105"#)),
        InvalidCase("seq zero", "invalidEnvelope", envelope(#""channel":"system","type":"ack","seq":0,"ts":1"#)),
        InvalidCase(
            "seq too high", "outOfRange", envelope(#""channel":"system","type":"ack","seq":9007199254740992,"ts":1"#)),
        InvalidCase(
            "seq with a fraction", "outOfRange", envelope(#""channel":"system","type":"ack","seq":1.5,"ts":1"#)),
        InvalidCase(
            "frame too high", "outOfRange", envelope(#""channel":"system","type":"ack","frame":4294967296,"ts":1"#)),
        InvalidCase("id zero", "invalidEnvelope", envelope(#""channel":"system","type":"ack","id":0,"ts":1"#)),
        InvalidCase("id and re", "invalidEnvelope", envelope(#""channel":"system","type":"ack","id":1,"re":1,"ts":1"#)),
        InvalidCase("delta is a number", "wrongType", envelope(#""channel":"system","type":"ack","ts":1,"delta":1"#)),
    ]

    private static let payloads: [InvalidCase] = [
        InvalidCase("missing field", "missingField", #"{"channel":"system","type":"ack","ts":1,"payload":{}}"#),
        InvalidCase("no value", "unexpectedByte", ack("")),
        InvalidCase("no value, more fields", "unexpectedByte", ack(",\"more\":1")),
        InvalidCase("null for a number", "wrongType", ack("null")),
        InvalidCase("text for a number", "wrongType", ack(#""1""#)),
        InvalidCase("negative count", "outOfRange", ack("-1")),
        InvalidCase("fraction for an integer", "outOfRange", ack("0.5")),
        InvalidCase("beyond 2^53-1", "outOfRange", ack("9007199254740992")),
        InvalidCase("far beyond every double", "outOfRange", ack("1e400")),
    ]
}
