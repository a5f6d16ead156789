import EnergyProfile
import JSONCodec
import LifelineCore
import Testing

/// Encodes and decodes with the vocabulary of the energy profile.
struct Desk {
    let vocabulary = Vocabulary(.control + .energy)
    var limits = CodecLimits()

    func json<M: Message>(_ message: M, _ envelope: Envelope) throws(CodecError) -> String {
        var sink = ByteSink()
        try JSONCodec.encode(message, envelope, vocabulary, into: &sink)
        return String(decoding: sink.bytes, as: UTF8.self)
    }

    func read<M: Message>(_ type: M.Type, _ json: String) throws(CodecError) -> (Envelope, M, unknown: Int) {
        let bytes = Array(json.utf8)
        var envelope = Envelope()
        var message = M()
        var unknown = 0
        var failure: CodecError?
        bytes.withUnsafeBytes { record in
            var reader = JSONReader(record, vocabulary, limits)
            do throws(CodecError) {
                guard try reader.next(&envelope) else { return }
                try reader.payload(&message, &envelope)
                _ = try reader.next(&envelope)
                unknown = reader.unknown
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return (envelope, message, unknown)
    }

    func fault<M: Message>(_ type: M.Type, _ json: String) -> CodecError? {
        do throws(CodecError) {
            _ = try read(type, json)
            return nil
        } catch {
            return error
        }
    }
}

private func sample() -> (EnergyUpdate, Envelope) {
    var update = EnergyUpdate()
    update.model = 1
    update.pattern = [.rising, .burst]
    update.tokens = 42
    update.energy = 0.1
    update.total = 1e21
    update.rate = 12.5
    update.level = 0.7
    update.entropy = 1e-7
    var envelope = Envelope(Energy.self, EnergyUpdate.self, at: Timestamp(microseconds: 1_692_300_000_123_457))
    envelope.seq = 1207
    envelope.frame = 88121
    return (update, envelope)
}

private let sampleJSON =
    #"{"channel":"energy","type":"energy_update","seq":1207,"frame":88121,"ts":1692300000123.457,"payload":{"model":1,"#
    + #""pattern":10,"tokens":42,"energy":0.1,"total":1e+21,"rate":12.5,"level":0.7,"entropy":1e-7}}"#

@Suite("JSON codec")
struct JSONCodecTests {
    let desk = Desk()

    @Test("A message is written canonically and read back")
    func roundTrip() throws {
        let (update, envelope) = sample()
        #expect(try desk.json(update, envelope) == sampleJSON)
        let back = try desk.read(EnergyUpdate.self, sampleJSON)
        #expect(back.0 == envelope)
        #expect(back.1 == update)
        #expect(back.unknown == 0)
    }

    @Test("Any key order, white space, escapes and unknown keys mean the same")
    func anyOrder() throws {
        let (update, envelope) = sample()
        let text = """
             { "payload" : { "entropy":1e-7, "level":0.70, "x" : {"a":[1,2,{"b":null}],"c":"\\ud83d\\ude00"},
               "rate":1250e-2, "total":1000000000000000000000, "energy":0.1, "tokens":42.0, "pattern":10, "model":1,
               "y":[] }, "ts" : 1692300000123.4571 , "fr\\u0061me":88121, "seq":1207, "later":true,
               "type":"energy\\u005fupdate", "channel":"energy" }\r\n\t
            """
        let back = try desk.read(EnergyUpdate.self, text)
        #expect(back.0 == envelope)
        #expect(back.1 == update)
        #expect(back.unknown == 3)
    }

    @Test("A batch is read in order and one bad message in it harms no other")
    func batch() throws {
        let (update, envelope) = sample()
        var sink = ByteSink()
        var batch = JSONCodec.beginBatch(&sink)
        for seq in 1...3 {
            JSONCodec.nextInBatch(&batch, &sink)
            var envelope = envelope
            envelope.seq = UInt64(seq)
            try JSONCodec.encode(update, envelope, desk.vocabulary, into: &sink)
        }
        JSONCodec.endBatch(batch, &sink)
        let text = String(decoding: sink.bytes, as: UTF8.self)
        #expect(try seqs(text).read == [1, 2, 3])
        let bad = text.replacing("\"seq\":2,\"frame\":88121", with: "\"seq\":2,\"frame\":\"no\"")
        let result = try seqs(bad)
        #expect(result.read == [1, 3])
        #expect(result.faults.map(\.reason) == [.wrongType])
        #expect(result.faults.first?.field == "frame")
    }

    private func seqs(_ text: String) throws -> (read: [UInt64], faults: [CodecError]) {
        var read: [UInt64] = []
        var faults: [CodecError] = []
        Array(text.utf8).withUnsafeBytes { record in
            var reader = JSONReader(record, desk.vocabulary, desk.limits)
            var envelope = Envelope()
            var update = EnergyUpdate()
            while true {
                do throws(CodecError) {
                    guard try reader.next(&envelope) else { return }
                    try reader.payload(&update, &envelope)
                    read.append(envelope.seq)
                } catch {
                    faults.append(error)
                    if error.scope == .record { return }
                }
            }
        }
        return (read, faults)
    }

    @Test(
        "What is not JSON is refused where it goes wrong",
        arguments: [
            ("", .truncated, 0), ("[", .truncated, 1), ("{\"a\":1,}", .unexpectedByte, 7),
            ("\u{FEFF}{}", .unexpectedByte, 0),
            (#"{"channel":"energy","channel":"energy"}"#, .duplicateKey, 20),
            (#"{"a":1,"\u0061":2}"#, .duplicateKey, 7),
            (#"{"a":{"b":1,"b":2}}"#, .duplicateKey, 12), (#"{"a":01}"#, .invalidNumber, 5),
            (#"{"a":1e999}"#, .invalidNumber, 5),
            (#"{"a":NaN}"#, .unexpectedByte, 5), (#"{"a":"\ud800"}"#, .loneSurrogate, 6),
            (#"{"a":"\x"}"#, .invalidString, 7),
            (#"{"a":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}"#, .tooDeep(limit: 16), 20),
            (#"{"a":[1,]}"#, .unexpectedByte, 8),
            (#"[[]]"#, .nestedBatch, 1), (#"{"a" 1}"#, .unexpectedByte, 5), (#"{"a":tru}"#, .unexpectedByte, 8),
            (#"{"a":"b"#, .truncated, 7), (#"{a:1}"#, .unexpectedByte, 1), (#"{"a":'b'}"#, .unexpectedByte, 5),
        ] as [(String, CodecError.Reason, Int)])
    func refused(text: String, reason: CodecError.Reason, offset: Int) {
        let fault = desk.fault(EnergyUpdate.self, text)
        #expect(fault?.reason == reason, "\(text) \(String(describing: fault))")
        #expect(fault?.offset == offset, "\(text) \(String(describing: fault))")
    }

    @Test("Bytes after the record are refused")
    func trailing() {
        #expect(desk.fault(EnergyUpdate.self, sampleJSON + "x")?.reason == .trailingBytes)
        #expect(desk.fault(EnergyUpdate.self, sampleJSON + " \n") == nil)
    }

    @Test(
        "A message that lacks or contradicts something says which field",
        arguments: [
            ("\"seq\":1207", "\"seq\":0", CodecError.Reason.invalidEnvelope, "seq"),
            ("\"seq\":1207", "\"seq\":9007199254740992", .outOfRange, "seq"),
            ("\"ts\":1692300000123.457,", "", .invalidEnvelope, "ts"),
            ("\"tokens\":42,", "", .missingField, "tokens"),
            ("\"tokens\":42,", "\"tokens\":null,", .wrongType, "tokens"),
            ("\"tokens\":42,", "\"tokens\":-1,", .outOfRange, "tokens"),
            ("\"tokens\":42,", "\"tokens\":4294967296,", .outOfRange, "tokens"),
            ("\"model\":1,", "\"model\":65536,", .outOfRange, "model"),
            ("\"level\":0.7", "\"level\":\"0.7\"", .wrongType, "level"),
            ("\"level\":0.7", "\"level\":1e39", .notFinite, "level"),
            ("\"level\":0.7", "\"level\":1e400", .notFinite, "level"),
            ("energy_update", "energy_downdate", .unknownKind, "type"),
            ("\"energy\",", "\"enemy\",", .unknownChannel, "channel"),
        ])
    func misfits(this: String, that: String, reason: CodecError.Reason, field: String) {
        let text = sampleJSON.replacing(this, with: that)
        #expect(text != sampleJSON)
        let fault = desk.fault(EnergyUpdate.self, text)
        #expect(fault?.reason == reason, "\(String(describing: fault))")
        #expect(fault?.field == field)
        #expect(fault?.scope == .message)
    }

    @Test("Every cut of a record is refused as truncated")
    func cuts() {
        for count in 0..<sampleJSON.utf8.count {
            let fault = desk.fault(EnergyUpdate.self, String(sampleJSON.prefix(count)))
            #expect(fault?.reason == .truncated, "\(count) \(String(describing: fault))")
        }
    }
}

@Test("Writing a message leaves alone what it shares with others")
func writingOnlyReads() throws {
    let names = (0..<8).compactMap { Name("a-model-whose-name-is-on-the-heap-\($0)") }
    var startup = StartupComplete()
    startup.models = names
    startup.state = names[0]
    let desk = Desk()
    let envelope = Envelope(System.self, StartupComplete.self, at: Timestamp())
    let before = try desk.json(startup, envelope)
    for _ in 0..<100 { #expect(try desk.json(startup, envelope) == before) }
    let shared = startup.models.withUnsafeBufferPointer { $0.baseAddress }
    #expect(shared == names.withUnsafeBufferPointer { $0.baseAddress })
    #expect(names.last == "a-model-whose-name-is-on-the-heap-7")
}

@Test("Writing a message leaves absent words absent")
func writingKeepsNil() throws {
    let desk = Desk()
    let event = ErrorEvent()
    let envelope = Envelope(System.self, ErrorEvent.self, at: Timestamp())
    for _ in 0..<2 {
        #expect(
            try desk.json(event, envelope)
                == #"{"channel":"system","type":"error_event","ts":0,"payload":{"code":0,"name":"","message":"","fatal":false}}"#
        )
    }
    #expect(event.channel == nil)
}

@Test(
    "A value that is missing or broken is not taken for the end of its object",
    arguments: [
        #""received":"#, #""received":,"more":1"#, #""received":x"#,
    ])
func brokenValue(fields: String) {
    let json = #"{"channel":"system","type":"ack","ts":1,"payload":{\#(fields)}}"#
    #expect(Desk().fault(Ack.self, json)?.reason == .unexpectedByte)
}

@Test("A part that lacks a field is refused, wherever it lies")
func brokenPart() {
    func fault(_ since: String) -> CodecError? {
        let head = #"{"channel":"system","type":"subscribe","ts":1,"payload":{"name":"energy","since":"#
        return Desk().fault(Subscribe.self, head + since + "}}")
    }
    #expect(fault("{}")?.reason == .missingField)
    #expect(fault(#"{"seq":1}"#)?.reason == .missingField)
    #expect(fault(#"{"epoch":1}"#)?.reason == .missingField)
    #expect(fault(#"{"epoch":1},"maxRate":2"#)?.reason == .missingField)
    #expect(fault(#"{"epoch":1,"seq":2}"#) == nil)
}
