import EnergyProfile
import JSONCodec
import LifelineCore
import Testing

@Suite("The quick pass over a payload takes nothing that the patient one would refuse")
struct QuickPassTests {
    let desk = Desk()

    private let update =
        #"{"channel":"energy","type":"energy_update","ts":1,"payload":{"model":1,"pattern":10,"tokens":42,"energy":1,"#
        + #""total":2,"rate":3,"level":4,"entropy":5}}"#

    @Test("A value that is missing between its key and the next is no JSON", arguments: [1, 10, 42, 2, 3, 4, 5])
    func noValue(value: Int) {
        let text = update.replacing(":\(value),\"", with: ":,\"").replacing(":\(value)}", with: ":}")
        #expect(text != update)
        let fault = desk.fault(EnergyUpdate.self, text)
        #expect(fault?.reason == .unexpectedByte, "\(text)")
    }

    @Test("A part that lacks something is refused, even if all that follows is in order")
    func part() {
        let good =
            #"{"channel":"system","type":"subscribe","ts":1,"payload":{"name":"energy","since":{"epoch":1,"seq":2},"#
            + #""maxRate":3}}"#
        #expect(desk.fault(Subscribe.self, good) == nil)
        for (part, reason) in [
            ("{}", CodecError.Reason.missingField), (#"{"seq":2}"#, .missingField),
            (#"{"eoch":1,"seq":2}"#, .missingField),
            (#"{"epoch":-1,"seq":2}"#, .outOfRange), (#"{"epoch":,"seq":2}"#, .unexpectedByte), ("1", .wrongType),
            (#"{"epoch":1,"seq":2"#, .truncated), ("null", .wrongType),
        ] {
            let fault = desk.fault(Subscribe.self, good.replacing(#"{"epoch":1,"seq":2}"#, with: part))
            #expect(fault?.reason == reason, "\(part): \(String(describing: fault))")
            if fault?.scope == .message { #expect(fault?.field == "since") }
        }
    }

    @Test("A list that breaks off leaves no trace in the depth that the patient pass counts from")
    func depth() throws {
        // Fourteen levels below the payload are fine; the caps that break off are one of them.
        let deep = StrictTable.nested(14, "[", "]")
        let text =
            #"{"channel":"system","type":"hello","ts":1,"payload":{"client":"c","caps":["a",1],"x":"# + deep + "}}"
        let fault = desk.fault(Hello.self, text)
        #expect(fault?.reason == .wrongType && fault?.field == "caps", "\(String(describing: fault))")
        let first = #"{"channel":"system","type":"hello","ts":1,"payload":{"client":"c","caps":["a" "b"],"x":"#
        #expect(desk.fault(Hello.self, first + deep + "}}")?.reason == .unexpectedByte)
    }

    @Test("In a batch, such a message does not take the next one with it")
    func batch() throws {
        let bad = update.replacing("\"tokens\":42", with: "\"tokens\":null")
        let record = Array("[\(bad),\(update)]".utf8)
        record.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes, desk.vocabulary, desk.limits)
            var (envelope, message) = (Envelope(), EnergyUpdate())
            #expect(throws: CodecError.self) {
                _ = try reader.next(&envelope)
                try reader.payload(&message, &envelope)
            }
            #expect(message == EnergyUpdate())
            #expect(throws: Never.self) {
                #expect(try reader.next(&envelope))
                try reader.payload(&message, &envelope)
                #expect(message.tokens == 42)
                #expect(try !reader.next(&envelope))
            }
        }
    }

    @Test("A delta that says so after its payload is refused; that it is none may be said anywhere")
    func lateDelta() {
        let late = String(update.dropLast())
        #expect(desk.fault(EnergyUpdate.self, late + #","delta":false}"#) == nil)
        let fault = desk.fault(EnergyUpdate.self, late + #","delta":true}"#)
        #expect(fault?.reason == .invalidEnvelope && fault?.field == "delta")
        #expect(desk.fault(EnergyUpdate.self, late + #","delta":1}"#)?.reason == .wrongType)
    }
}
