import EnergyProfile
import JSONCodec
import LifelineCore
import Testing

@Suite("A snapshot in JSON")
struct SnapshotTests {
    private func snapshot(_ items: String...) -> String {
        #"{"channel":"council","type":"state_snapshot","seq":3,"ts":0,"payload":{"epoch":1,"part":0,"last":true,"items":[\#(items.joined(separator: ","))]}}"#
    }

    private func event(_ number: Int, kind: String = "mixed", strength: String = "0") -> String {
        #"{"channel":"council","type":"interference_event","seq":\#(number),"ts":0,"payload":{"event":\#(number),"kind":"\#(kind)","strength":\#(strength),"phase":0,"models":[]}}"#
    }

    @Test(
        "leaves out an item that only itself cannot be read, counts it, and goes on behind it",
        arguments: [
            ("a kind nobody knows", #""sideways","strength":0"#), ("a wrong type", #""mixed","strength":"much""#),
            ("a number too large", #""mixed","strength":1e300"#), ("a field that lacks", #""mixed""#),
        ])
    func leftOut(what: String, fields: String) throws {
        let bad =
            #"{"channel":"council","type":"interference_event","seq":2,"ts":0,"payload":{"event":2,"kind":\#(fields),"phase":0,"models":[]}}"#
        let (_, back, unknown) = try Desk().read(StateSnapshot.self, snapshot(event(1), bad, event(3)))
        #expect(back.items.compactMap { ($0.payload as? InterferenceEvent)?.event } == [1, 3], "\(what)")
        #expect(unknown == 1)
    }

    @Test("is refused where it cannot be said what comes next", arguments: ["{\"channel\":\"council\"", "{]", "\u{1}"])
    func broken(item: String) {
        #expect(Desk().fault(StateSnapshot.self, snapshot(event(1), item, event(3))) != nil)
    }
}
