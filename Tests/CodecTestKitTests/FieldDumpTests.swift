import CodecTestKit
import LifelineCore
import LifelineSimulation
import Testing

@Suite("Field dumps")
struct FieldDumpTests {
    private func dump(_ change: (inout EveryField) -> Void) -> String {
        var message = EveryField()
        change(&message)
        return FieldDump.of(message)
    }

    @Test("A dump tells what an equality of values would not")
    func exact() {
        let dumps = [
            dump { _ in }, dump { $0.f64 = 0.1 }, dump { $0.f64 = (0.1).nextUp }, dump { $0.f32 = 0.1 },
            dump { $0.f64Maybe = 0 }, dump { $0.boolMaybe = false }, dump { $0.text = "\u{E9}" },
            dump { $0.text = "e\u{301}" }, dump { $0.textMaybe = "" }, dump { $0.textMaybe = "nil" },
            dump { $0.namesMaybe = [] }, dump { $0.namesMaybe = [""] }, dump { $0.names = ["a", "b"] },
            dump { $0.names = ["a b"].compactMap { Name($0) } + ["ab"] }, dump { $0.part = EveryPart() },
            dump { $0.parts = [EveryPart()] }, dump { $0.partsMaybe = [] }, dump { $0.points = [Point()] },
            dump { $0.points = [Point(), Point()] }, dump { $0.bytes = [0] }, dump { $0.bytes = [0, 0] },
            dump { $0.document = Document(canonical: Array("[]".utf8)) }, dump { $0.documentMaybe = Document() },
            dump { $0.seasonMaybe = .spring }, dump { $0.u53s = [0] }, dump { $0.time = Timestamp(microseconds: -1) },
        ]
        #expect(Set(dumps).count == dumps.count)
        #expect(dumps[0] == FieldDump.of(EveryField()))
    }

    @Test("Items are dumped with their envelopes and payloads")
    func items() {
        var snapshot = StateSnapshot()
        snapshot.items = [Item(envelope: Envelope(), payload: EveryField())]
        var seq = snapshot
        seq.items[0].envelope.seq = 1
        var payload = snapshot
        var field = EveryField()
        field.u16 = 1
        payload.items[0].payload = field
        #expect(Set([snapshot, seq, payload].map { FieldDump.of($0) }).count == 3)
    }

    @Test("A dump can be read")
    func readable() {
        var part = Wish()
        part.name = "energy"
        part.maxRate = 0.5
        var hello = Hello()
        hello.client = "test/1"
        hello.channels = [part]
        hello.caps = ["a", "b"]
        #expect(
            FieldDump.of(hello) == """
                hello
                  client "test/1"
                  auth nil
                  channels [1]
                    - 
                    name "energy"
                    since nil
                    maxRate 0x3f000000
                  codec nil
                  session nil
                  window nil
                  caps [2] "a" "b"

                """)
    }
}
