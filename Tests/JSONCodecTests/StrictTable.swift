import LifelineCore

/// JSON values that must be taken, and texts that must not: RFC 8259, and what this protocol forbids on top.
enum StrictTable {
    static let taken: [String] =
        [
            "null", "true", "false", "0", "-0", "1", "-1", "10", "0.0", "-0.0", "1.5", "1e5", "1E5", "1e+5", "1E-5",
            "0e0",
        ]
        + [
            "0.1e1", "123456789012345678901234567890", "1e308", "1e-400", "0e999999999999999999999",
            "1.0000000000000001",
        ]
        + [#""""#, #""a""#, #""\"\\\/\b\f\n\r\t""#, #""\u0000""#, #""\u00e9\uD834\uDD1E""#, #""\ud834\udd1e""#]
        + [
            "\"\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}\"", "\"\u{FEFF}\"", "\"\u{2028}\u{2029}\"",
            #""\uFFFF""#,
        ]
        + ["[]", "{}", "[ ]", "{ }", "[1]", "[[],[]]", "[{},[]]", "[1 , 2]", "[\n\t\r 1 ]", #"{"a":{}}"#, #"{"":0}"#]
        + [
            #"{"a":1,"b":2}"#, #"{"a" : [ { } ] }"#, #"{"a":1,"A":2}"#, #"{"é":1,"e\u0301":2}"#,
            #"{"a":{"a":{"a":0}}}"#,
        ]

    /// A text of bytes, as not all of these are UTF-8.
    struct Refused: Sendable, CustomStringConvertible {
        var bytes: [UInt8]
        var reason: CodecError.Reason
        var description: String { "\(String(decoding: bytes.prefix(40), as: UTF8.self)) \(reason)" }
    }

    static let refused: [Refused] = structure + numbers + strings + utf8 + keys + depth

    private static func all(_ reason: CodecError.Reason, _ texts: [String]) -> [Refused] {
        texts.map { Refused(bytes: Array($0.utf8), reason: reason) }
    }

    private static let structure =
        all(
            .unexpectedByte,
            ["", " ", ",", ":", "]", "[,1]", "[1,]", "[1,,2]", "[1 2]", "[1:2]", "[1}", "{1}", "{1:2}"])
        + all(.unexpectedByte, [#"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#, #"{"a":1 "b":2}"#, #"{"a",1}"#])
        + all(.unexpectedByte, [#"{"a"::1}"#, #"{"a":1]"#, "{a:1}", "{'a':1}", "'a'", "[1;2]", "[1\u{B}]", "[1\u{C}]"])
        + all(.unexpectedByte, ["\u{FEFF}1", "[\u{FEFF}]", "[\u{A0}1]", "[\u{2028}]", "/**/1", "[1]//", "#1", "\u{0}"])
        + all(.unexpectedByte, ["nul", "nulL", "True", "FALSE", "undefined", "truefalse", "tru e", "None"])
        + all(
            .unexpectedByte,
            ["NaN", "Infinity", "+1", "+Infinity", ".5", "[.5]", "\u{661}", "1 1", "1x", "0x10", "1_0"])

    private static let numbers =
        all(
            .invalidNumber,
            ["-", "--1", "-+1", "-.5", "-x", "-Infinity", "-NaN", "01", "00", "-01", "-00", "1.", "1.e1"])
        + all(
            .invalidNumber, ["1e", "1e+", "1E-", "1.5e", "1ee1", "1e+-1", "1..2", "0.e1", "[1.]", "[-]", "012", "1.x"])
        + all(
            .invalidNumber, ["1e309", "-1e309", "1e999999999999999999999", "2e308", String(repeating: "9", count: 400)])

    private static let strings =
        all(
            .invalidString, [#""\x""#, #""\""# + "\u{0}\"", #""\u""#, #""\u12""#, #""\u123g""#, #""\U0061""#, #""\'""#])
        + all(
            .invalidString, [#""\a""#, #""\0""#, #""\ ""#, "\"\u{0}\"", "\"\u{1F}\"", "\"a\nb\"", "\"\t\"", "\"\r\""])
        + all(.invalidString, [#""\uD834\u12""#, #""\u+061""#, #""\u 061""#])
        + all(.loneSurrogate, [#""\ud800""#, #""\udc00""#, #""\udfff\ud800""#, #""\ud800a""#, #""\ud800\n""#])
        + all(.loneSurrogate, [#""\ud800\ud800""#, #""\ud800\u0061""#, #""\udc00\ud834\udd1e""#, #"{"\ud800":1}"#])

    /// Overlong, surrogates, beyond the end, cut, stray: alone in a string, and in one that is long.
    private static let utf8: [Refused] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x20], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
        [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
        [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFB],
        [0xFE], [0xFF], [0xE9], [0xC3, 0xC3, 0xA9],
    ].flatMap { bad in
        [[], Array("nine chars, or more: ".utf8)].map {
            Refused(bytes: [0x22] + $0 + bad + [0x22], reason: .invalidUTF8)
        }
    }

    private static let keys = all(
        .duplicateKey,
        [
            #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"\u0061":1,"a":2}"#, #"{"\u0061":1,"\u0061":2}"#,
            #"{"":1,"":2}"#, #"{"a":{"b":1,"b":1}}"#, #"[{"a":1,"b":2,"a":3}]"#, #"{"é":1,"\u00e9":2}"#,
            #"{"𝄞":1,"\ud834\udd1e":2}"#, #"{"\/":1,"/":2}"#,
        ])

    /// The payload is the second level, so fourteen are left.
    private static let depth = all(
        .tooDeep(limit: 16),
        [nested(15, "[", "]"), nested(15, #"{"a":"#, "}", "1"), nested(8, #"[{"a":"#, "}]", "1")]
            + [String(repeating: "[", count: 100_000), String(repeating: #"{"":"#, count: 100_000)])

    static let deepest = [
        nested(14, "[", "]"), nested(14, #"{"a":"#, "}", "1"), nested(7, #"[{"a":"#, "}]", "1"),
        "[" + nested(13, "[", "]") + "," + nested(13, "[", "]") + "]",
    ]

    static func nested(_ count: Int, _ open: String, _ close: String, _ inside: String = "") -> String {
        String(repeating: open, count: count) + inside + String(repeating: close, count: count)
    }
}
