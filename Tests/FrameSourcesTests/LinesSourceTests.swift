import EnergyProfile
import FrameSources
import Glibc
import LifelineCore
import LifelineSimulation
import Testing

@Suite("Lines of JSON as a source")
struct LinesSourceTests {
    private func play(_ text: String, every bytes: Int = .max, end: Bool = true) -> Theatre {
        let loop = SimLoop()
        let source = LinesSource(descriptor: nil, models: ["a", "b"])
        let theatre = Theatre(loop, [source])
        loop.run(for: .milliseconds(50))
        let whole = Array(text.utf8)
        var at = 0
        while at < whole.count {
            let next = min(whole.count, bytes == .max ? whole.count : at + bytes)
            Array(whole[at..<next]).withUnsafeBytes { source.received($0) }
            at = next
        }
        if end { source.ended() }
        loop.run(for: .milliseconds(50))
        return theatre
    }

    private static let text = """
        {"channel":"energy","type":"energy_update","payload":{"model":1,"pattern":1,"tokens":3,"energy":1.5,"total":9,"rate":2,"level":0.5,"entropy":0.25}}
        {"type":"token_stream","stream":7,"model":1,"final":true,"at":0,"count":1,"text":"Hello, \\u00e9\\n"}

        [{"type":"resonance_event","payload":{"event":1,"duration":5,"frequency":1,"amplitude":1,"models":[0,1]}},{"type":"reward_event","event":2,"kind":"unlocked","level":1,"points":3,"badge":"b"}]

        """

    @Test("Envelopes, bare payloads and batches are published, whatever the split", arguments: [1, 2, 7, 64, Int.max])
    func forms(split: Int) {
        let theatre = play(LinesSourceTests.text, every: split)
        #expect(theatre.energy.map(\.energy) == [1.5])
        #expect(theatre.pieces.map(\.text) == ["Hello, é\n"] && theatre.pieces.first?.stream == 1)
        #expect(theatre.council.count == 1 && theatre.kinds.contains(RewardEvent.kind.code))
        #expect(theatre.words == ["end of input after 4 lines, 0 of them bad"])
    }

    @Test("A last line without its end counts")
    func last() {
        let line = #"{"type":"token_stream","stream":1,"model":0,"final":false,"at":0,"count":1,"text":"a"}"#
        #expect(play(line).pieces.count == 1)
        #expect(play(line, end: false).pieces.isEmpty)
    }

    @Test(
        "A bad line is reported by its number and ends nothing",
        arguments: [
            ("nonsense", "this byte cannot stand here"),
            (#"{"type":"energy_update""#, "ends too soon"),
            ("7", "no JSON object"),
            ("{}", "\"type\" is missing"),
            (#"{"type":"martian","payload":{}}"#, "\"channel\" is missing"),
            (#"{"channel":"energy","type":"martian","payload":{}}"#, "no message type of that name"),
            (#"{"channel":"mars","type":"energy_update","payload":{}}"#, "no channel of that name"),
            (
                #"{"type":"token_stream","channel":"energy","payload":{"stream":1,"model":0,"final":false,"at":0,"count":1,"text":"SECRET"}}"#,
                "text_not_allowed"
            ),
            (#"{"type":"hello","channel":"energy","payload":{"client":"x"}}"#, "bad_message"),
            (#"{"channel":"system","type":"model_status","payload":{"model":1,"status":"ready"}}"#, "unknown_channel"),
            (#"{"type":"energy_update","payload":{"model":70000}}"#, "model"),
            (#"{"type":"energy_update","type":"energy_update"}"#, "the key occurs twice"),
            (String(repeating: "[", count: 99), "nested more than 16 deep"),
        ])
    func bad(line: String, why: String) {
        let good = #"{"type":"token_stream","stream":1,"model":0,"final":false,"at":0,"count":1,"text":"a"}"#
        let theatre = play("\(good)\n\(line)\n\(good)\n")
        #expect(theatre.pieces.count == 2)
        #expect(theatre.words.first?.hasPrefix("line 2: ") == true && theatre.words.first?.contains(why) == true)
        #expect(theatre.words.allSatisfy { !$0.contains("SECRET") })
        #expect(theatre.stage.counts["stdin"]?["bad_lines"] == 1)
    }

    @Test("Its models, streams and events get numbers that clash with nobody's")
    func numbers() {
        let loop = SimLoop()
        let source = LinesSource(descriptor: nil, models: ["mine"])
        let theatre = Theatre(loop, [DemoSource(), source])
        loop.run(for: .seconds(3))
        let lines = """
            {"type":"energy_update","model":0,"pattern":1,"tokens":3,"energy":1.5,"total":9,"rate":2,"level":0.5,"entropy":0.25}
            {"type":"token_stream","stream":1,"model":0,"final":false,"at":0,"count":1,"text":"mine"}
            {"type":"token_stream","stream":1,"model":0,"final":true,"at":4,"count":1,"text":"mine"}
            {"type":"resonance_event","event":1,"duration":5,"frequency":1,"amplitude":1,"models":[1,0]}
            {"type":"energy_update","model":64,"pattern":1,"tokens":3,"energy":1.5,"total":9,"rate":2,"level":0.5,"entropy":0.25}

            """
        Array(lines.utf8).withUnsafeBytes { source.received($0) }
        loop.run(for: .milliseconds(50))
        #expect(
            theatre.startups.last?.models.suffix(2) == ["mine", "stdin-1"] && theatre.energy.contains { $0.model == 3 })
        let streams = Set(theatre.pieces.filter { $0.model == 3 }.map(\.stream))
        #expect(streams.count == 1 && theatre.pieces.allSatisfy { ($0.model == 3) == streams.contains($0.stream) })
        #expect(theatre.words == ["line 5: a model's index is below 64"])
    }

    @Test("A descriptor is read as it fills, and its end is said")
    func descriptor() async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (from, to) = (ends[0], ends[1])
        let play = Play()
        try await play.open { [LinesSource(descriptor: from)] }
        let line = #"{"type":"token_stream","stream":1,"model":0,"final":false,"at":0,"count":1,"text":"a"}"# + "\n"
        #expect(line.withCString { write(to, $0, 50) } == 50)
        #expect(line.dropFirst(50).withCString { write(to, $0, line.utf8.count - 50) } == line.utf8.count - 50)
        #expect(await play.eventually { $0.pieces.count == 1 })
        #expect(await play.ask { $0.words.isEmpty })
        close(to)
        #expect(await play.eventually { $0.words == ["end of input after 1 lines, 0 of them bad"] })
        await play.close()
        close(from)
    }

    @Test("A line at the limit is read, a longer one is passed over")
    func long() {
        var limits = LinesSource.Limits()
        limits.lineBytesMax = 100
        let loop = SimLoop()
        let source = LinesSource(descriptor: nil, limits)
        let theatre = Theatre(loop, [source])
        loop.run(for: .milliseconds(50))
        let head = #"{"type":"token_stream","stream":1,"model":0,"final":false,"at":0,"count":1,"text":""#
        for padding in [0, 1, 5_000] {
            let body = String(repeating: "x", count: 100 - head.utf8.count - 2 + padding)
            for byte in Array((head + body + "\"}\r\n").utf8) { withUnsafeBytes(of: byte) { source.received($0) } }
        }
        loop.run(for: .milliseconds(50))
        #expect(theatre.pieces.count == 1)
        #expect(theatre.words == ["line 2: longer than 100 bytes", "line 3: longer than 100 bytes"])
    }

    @Test("After twenty reports, bad lines are only counted")
    func quiet() {
        let theatre = play(String(repeating: "?\n", count: 500))
        #expect(theatre.words.count == 22)
        #expect(theatre.stage.counts["stdin"]?["bad_lines"] == 500)
    }
}
