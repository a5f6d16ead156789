import EnergyProfile
import JSONCodec
import LifelineCore
import Testing

@Suite("JSON is RFC 8259 and nothing else, where we know the field and where we do not")
struct StrictTests {
    let desk = Desk()

    /// Where a value may stand: unknown in the payload, before and after what is known; in an unknown key of the
    /// envelope; among others that are skipped; in a known field that takes any JSON.
    static let places: [(String, String)] = [
        (#"{"channel":"system","type":"ack","ts":0,"payload":{"received":1,"x":"#, "}}"),
        (#"{"channel":"system","type":"ack","ts":0,"payload":{"x":"#, #","received":1}}"#),
        (#"{"channel":"system","type":"ack","x":"#, #","ts":0,"payload":{"received":1}}"#),
        (#"{"channel":"system","type":"ack","ts":0,"payload":{"received":1},"x":"#, "}"),
        (#"{"payload":{"received":1,"x":"#, #"},"channel":"system","type":"ack","ts":0}"#),
        (#"{"channel":"system","type":"request","ts":0,"payload":{"method":"m","params":"#, "}}"),
        (#"{"channel":"system","type":"request","ts":0,"payload":{"params":"#, #","method":"m"}}"#),
    ]

    /// The record is read by the type it says it has.
    func fault(_ record: [UInt8]) -> CodecError? {
        record.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes, desk.vocabulary, desk.limits)
            var (envelope, ack, request) = (Envelope(), Ack(), Request())
            do throws(CodecError) {
                while try reader.next(&envelope) {
                    if envelope.kind == Ack.kind.code { try reader.payload(&ack, &envelope) }
                    if envelope.kind == Request.kind.code { try reader.payload(&request, &envelope) }
                }
                return nil
            } catch {
                return error
            }
        }
    }

    func skipped(_ record: [UInt8]) -> CodecError? {
        record.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes, desk.vocabulary, desk.limits)
            var envelope = Envelope()
            do throws(CodecError) {
                while try reader.next(&envelope) { try reader.skipPayload(&envelope) }
                return nil
            } catch {
                return error
            }
        }
    }

    @Test("What is JSON is taken", arguments: StrictTable.taken + StrictTable.deepest)
    func taken(text: String) {
        for (before, after) in StrictTests.places {
            let record = Array((before + text + after).utf8)
            #expect(fault(record) == nil, "\(before)")
            #expect(skipped(record) == nil, "\(before)")
        }
    }

    @Test("What is not is refused for what it is, and where it is", arguments: StrictTable.refused)
    func refused(text: StrictTable.Refused) {
        for (before, after) in StrictTests.places {
            let record = Array(before.utf8) + text.bytes + Array(after.utf8)
            for fault in [fault(record), skipped(record)] {
                // One level less is around a key of the envelope, so what is too deep elsewhere may be not there.
                if case .tooDeep = text.reason, fault == nil, text.bytes.count < 1000, before.contains(#""x":"#) {
                    continue
                }
                guard let fault else {
                    Issue.record("accepted: \(String(decoding: record.prefix(300), as: UTF8.self))")
                    continue
                }
                #expect(fault.reason == text.reason, "\(before): \(fault)")
                #expect(fault.scope == .record)
                #expect((before.utf8.count...record.count).contains(fault.offset), "\(fault)")
            }
        }
    }

    @Test("A record is one value: no mark of byte order, nothing after it, nothing at all is refused")
    func records() {
        let ack = #"{"channel":"system","type":"ack","ts":0,"payload":{"received":1}}"#
        for good in [ack, " \t\r\n\(ack)\n", "[]", " [ ] ", "[\(ack)]", "[\(ack) , \(ack)]"] {
            #expect(fault(Array(good.utf8)) == nil, "\(good)")
        }
        for (bad, reason) in [
            ("", .truncated), (" ", .truncated), ("\u{FEFF}\(ack)", .unexpectedByte), ("\(ack)x", .trailingBytes),
            ("\(ack)\(ack)", .trailingBytes), ("\(ack),", .trailingBytes), ("[\(ack),]", .unexpectedByte),
            ("[\(ack)", .truncated), ("[\(ack)]]", .trailingBytes), ("[,]", .unexpectedByte), ("[[]]", .nestedBatch),
            ("\(ack)\u{0}", .trailingBytes), ("1", .unexpectedByte), ("null", .unexpectedByte),
            ("[1]", .unexpectedByte),
            (String(repeating: "[", count: 100_000), .nestedBatch), ("{}", .invalidEnvelope),
        ] as [(String, CodecError.Reason)] {
            let fault = fault(Array(bad.utf8))
            #expect(fault?.reason == reason || (reason == .unexpectedByte && fault?.reason == .wrongType), "\(bad)")
        }
    }
}
