import EnergyProfile
import JSONCodec
import LifelineCore
import Testing

@Suite("Keys nobody knows are skipped and counted, up to 256 in an object")
struct UnknownKeyTests {
    let desk = Desk()

    private func keys(_ count: Int) -> String { (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",") }

    /// The object with the keys is the envelope, the payload before or after what says its type, or a skipped value.
    static let places = [
        #"{"channel":"system","type":"ack","ts":0,KEYS,"payload":{"received":1}}"#,
        #"{"channel":"system","type":"ack","ts":0,"payload":{"received":1},KEYS}"#,
        #"{"channel":"system","type":"ack","ts":0,"payload":{"received":1,KEYS}}"#,
        #"{"channel":"system","type":"ack","ts":0,"payload":{KEYS,"received":1}}"#,
        #"{"payload":{"received":1,KEYS},"channel":"system","type":"ack","ts":0}"#,
    ]

    @Test("256 are fine, 257 are not", arguments: places)
    func limit(place: String) throws {
        let good = try desk.read(Ack.self, place.replacing("KEYS", with: keys(256)))
        #expect(good.1.received == 1 && good.unknown == 256)
        let fault = desk.fault(Ack.self, place.replacing("KEYS", with: keys(257)))
        #expect(fault?.reason == .tooManyUnknownKeys(limit: 256) && fault?.scope == .record)
    }

    @Test("In a value that is skipped, each object counts for itself")
    func skipped() {
        let place = #"{"channel":"system","type":"ack","ts":0,"payload":{"received":1,"x":[{KEYS},{KEYS}]}}"#
        #expect(desk.fault(Ack.self, place.replacing("KEYS", with: keys(256))) == nil)
        #expect(
            desk.fault(Ack.self, place.replacing("KEYS", with: keys(257)))?.reason == .tooManyUnknownKeys(limit: 256))
    }

    @Test(
        "A message that has as many and is wrong in a field is one message that is wrong, not a record",
        arguments: places)
    func recovery(place: String) {
        let bad = place.replacing("KEYS", with: keys(256)).replacing(#""received":1"#, with: #""received":-1"#)
        let fault = desk.fault(Ack.self, bad)
        #expect(fault?.reason == .outOfRange && fault?.field == "received", "\(String(describing: fault))")
    }

    @Test("Unknown keys that come twice are refused, however they are spelled", arguments: places)
    func twice(place: String) {
        for pair in [#""k":1,"k":2"#, #""k":1,"\u006b":2"#, #""\u006b":1,"k":2"#, #""k":{},"l":0,"k":[]"#] {
            #expect(desk.fault(Ack.self, place.replacing("KEYS", with: pair))?.reason == .duplicateKey, "\(pair)")
        }
    }

    @Test("Known keys that come twice are refused, however they are spelled")
    func knownTwice() {
        let ack = #"{"channel":"system","type":"ack","ts":0,"payload":{"received":1}}"#
        for (once, twice) in [
            (#""received":1"#, #""received":1,"received":1"#), (#""received":1"#, #""received":1,"rec\u0065ived":1"#),
            (#""ts":0"#, #""ts":0,"ts":0"#), (#""ts":0"#, #""ts":0,"t\u0073":0"#),
            (#""type":"ack""#, #""type":"ack","type":"ack""#),
            (#""payload":{"received":1}"#, #""payload":{"received":1},"payload":{"received":1}"#),
            (#""ts":0"#, #""id":1,"id":1,"ts":0"#), (#""ts":0"#, #""delta":true,"delta":true,"ts":0"#),
        ] {
            #expect(desk.fault(Ack.self, ack.replacing(once, with: twice))?.reason == .duplicateKey, "\(twice)")
        }
    }
}
