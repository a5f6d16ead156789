import JSONCodec
import LifelineCore
import Testing

@Suite("Documents from text")
struct DocumentTests {
    @Test(
        "Any one JSON value becomes its canonical form",
        arguments: [
            (" {\"b\": 1.0, \"a\": [true, null]} ", "{\"b\":1,\"a\":[true,null]}"), ("\"\\u0041\"", "\"A\""),
            ("1e2\n", "100"), ("{}", "{}"),
        ])
    func canonical(text: String, expected: String) throws {
        let document = try Document(json: text)
        #expect(String(decoding: document.json, as: UTF8.self) == expected)
    }

    @Test("What is none is refused where it goes wrong")
    func refused() {
        let faults: [(String, CodecError)] = [
            ("", CodecError(.truncated, at: 0)), ("  ", CodecError(.truncated, at: 2)),
            ("{\"a\":1,\"a\":2}", CodecError(.duplicateKey, at: 7)), ("[1] 2", CodecError(.trailingBytes, at: 4)),
        ]
        for (text, fault) in faults { #expect(throws: fault) { try Document(json: text) } }
    }

    @Test("It nests as deep as a record leaves room for, and is no longer than one")
    func bounds() throws {
        var limits = CodecLimits()
        limits.depthMax = 5
        limits.recordBytesMax = 12
        _ = try Document(json: "[[1]]", limits)
        #expect(throws: CodecError(.tooDeep(limit: 2), at: 2)) { try Document(json: "[[[1]]]", limits) }
        _ = try Document(json: "\"0123456789\"", limits)
        #expect(throws: CodecError(.recordTooLarge(13, limit: 12), at: 0)) {
            try Document(json: "\"0123456789a\"", limits)
        }
    }
}
