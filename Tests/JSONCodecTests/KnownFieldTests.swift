import EnergyProfile
import JSONCodec
import LifelineCore
import Testing

@Suite("Known fields take what the table of JSON allows, as the value that it means")
struct KnownFieldTests {
    let desk = Desk()

    private func energy(_ text: String) throws(CodecError) -> Double {
        let json =
            #"{"channel":"energy","type":"energy_update","ts":1,"payload":{"model":1,"pattern":0,"tokens":1,"energy":"#
            + text + #","total":1,"rate":1,"level":0,"entropy":0}}"#
        return try desk.read(EnergyUpdate.self, json).1.energy
    }

    private func text(_ bytes: [UInt8]) throws(CodecError) -> String {
        let before =
            #"{"channel":"experience","type":"token_stream","ts":1,"payload":{"stream":1,"model":1,"final":true,"at":0,"#
            + #""count":1,"text":"#
        let record = Array(before.utf8) + bytes + Array("}}".utf8)
        var message = TokenStream()
        var failure: CodecError?
        record.withUnsafeBytes { record in
            var reader = JSONReader(record, desk.vocabulary, desk.limits)
            var envelope = Envelope()
            do throws(CodecError) {
                _ = try reader.next(&envelope)
                try reader.payload(&message, &envelope)
                _ = try reader.next(&envelope)
            } catch { failure = error }
        }
        if let failure { throw failure }
        return message.text.storage
    }

    @Test("Every number of the table is its double; what is no number is the wrong type", arguments: StrictTable.taken)
    func numbers(json: String) throws {
        let isNumber = json.first.map { "-0123456789".contains($0) } ?? false
        if isNumber {
            let value = try energy(json)
            #expect(value == Double(json) && !(value == 0 && value.sign == .minus))
        } else {
            let fault = #expect(throws: CodecError.self) { try energy(json) }
            #expect(fault?.reason == .wrongType && fault?.field == "energy")
        }
    }

    @Test("Every string of the table is its text; what is no string is the wrong type", arguments: StrictTable.taken)
    func strings(json: String) throws {
        if json.hasPrefix("\"") {
            // An array of one string, read by a decoder of another house.
            #expect(try text(Array(json.utf8)).unicodeScalars.elementsEqual(unescaped(json).unicodeScalars))
        } else {
            #expect(throws: CodecError.self) { try text(Array(json.utf8)) }
        }
    }

    /// The few escapes of the table, by hand.
    private func unescaped(_ json: String) -> String {
        String(json.dropFirst().dropLast())
            .replacing(#"\"\\\/\b\f\n\r\t"#, with: "\"\\/\u{8}\u{C}\n\r\t")
            .replacing(#"\u0000"#, with: "\u{0}").replacing(#"\u00e9"#, with: "é").replacing(
                #"\uFFFF"#, with: "\u{FFFF}"
            )
            .replacing(#"\uD834\uDD1E"#, with: "𝄞").replacing(#"\ud834\udd1e"#, with: "𝄞")
    }

    @Test("What is refused elsewhere is refused in a number's place and in a text's", arguments: StrictTable.refused)
    func refused(bad: StrictTable.Refused) {
        #expect(throws: CodecError.self) { try energy(String(decoding: bad.bytes, as: UTF8.self)) }
        let fault = #expect(throws: CodecError.self) { try text(bad.bytes) }
        if bad.bytes.first == 0x22 { #expect(fault?.reason == bad.reason, "\(bad)") }
    }

    /// What no double holds is no number of this protocol, whether the field is known or not.
    @Test("Numbers beyond a double are refused, long ones within are rounded")
    func ranges() {
        for (text, reason) in [
            ("1e309", CodecError.Reason.invalidNumber), ("-1e400", .invalidNumber),
            (String(repeating: "9", count: 400), .invalidNumber),
            ("01", .invalidNumber), ("-", .invalidNumber), ("1.", .invalidNumber), ("\"1\"", .wrongType),
        ] {
            let fault = #expect(throws: CodecError.self) { try energy(text) }
            #expect(fault?.reason == reason, "\(text)")
        }
        let long = "1" + String(repeating: "0", count: 308)
        #expect(throws: Never.self) { try #expect(energy(long) == 1e308) }
        #expect(throws: Never.self) { try #expect(energy("0." + String(repeating: "0", count: 5000) + "1") == 0) }
        #expect(throws: Never.self) { try #expect(energy(String(repeating: "9", count: 300)) == 1e300) }
    }
}
