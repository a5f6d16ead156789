import EnergyProfile
import FrameSources
import LifelineCore
import LifelineSimulation
import Testing

@Suite("The demo as a source")
struct DemoSourceTests {
    @Test("All types but the hub's own heartbeat reach a client within a minute", arguments: [1, 7, 99] as [UInt64])
    func minute(seed: UInt64) {
        let loop = SimLoop()
        let theatre = Theatre(loop, seed: seed, [DemoSource()])
        loop.run(for: .seconds(60))
        let wanted: [Kind] = [
            EnergyUpdate.kind, EnergyField.kind, TokenStream.kind, InterferenceEvent.kind, ResonanceEvent.kind,
            RewardEvent.kind, StartupComplete.kind, ErrorEvent.kind,
        ]
        for kind in wanted { #expect(theatre.kinds.contains(kind.code), "\(kind), seed \(seed)") }
        #expect(theatre.startups.last?.models == ["river-8b", "choir-13b", "pebble-1b"])
    }

    @Test("A prompt is answered on the stream that was named, with its energy in the same frames")
    func prompt() {
        let loop = SimLoop()
        let theatre = Theatre(loop, [DemoSource()])
        loop.run(for: .seconds(1))
        guard case .accepted(let streams) = theatre.ensemble.prompt(Prompt("Why?", models: ["choir-13b"])) else {
            Issue.record("not accepted")
            return
        }
        loop.run(for: .seconds(60))
        let pieces = zip(theatre.pieces, theatre.pieceFrames).filter { $0.0.stream == streams.first }
        #expect(pieces.last?.0.final == true && pieces.allSatisfy { $0.0.model == 1 })
        let frames = Set(
            zip(theatre.energy, theatre.energyFrames).filter { $0.0.model == 1 && $0.0.energy > 0 }.map(\.1))
        #expect(!pieces.isEmpty && pieces.allSatisfy { frames.contains($0.1) })
    }

    @Test("Two demos at once share no model, no stream and no event number")
    func two() {
        let loop = SimLoop()
        let theatre = Theatre(loop, [DemoSource(), DemoSource()])
        loop.run(for: .seconds(30))
        #expect(theatre.startups.last?.models.count == 6)
        #expect(Set(theatre.energy.map(\.model)) == [0, 1, 2, 3, 4, 5])
        var models: [UInt32: Set<UInt16>] = [:]
        for piece in theatre.pieces { models[piece.stream, default: []].insert(piece.model) }
        #expect(models.values.allSatisfy { $0.count == 1 } && models.count > 6)
        let events = theatre.council.compactMap { ($0 as? InterferenceEvent)?.event ?? ($0 as? ResonanceEvent)?.event }
        #expect(Set(events).count == events.count && events.count > 2)
    }

    @Test("Prompts that nobody can take are refused in words, and too many are told to wait")
    func refusals() {
        let loop = SimLoop()
        let theatre = Theatre(loop, [LinesSource(descriptor: nil), DemoSource()])
        #expect(
            theatre.ensemble.prompt(Prompt("x", models: ["nobody"])) == .notTaken("no model of the demo has that name"))
        for _ in 0..<3 { _ = theatre.ensemble.prompt(Prompt("x")) }
        #expect(theatre.ensemble.prompt(Prompt("x")) == .busy(retry: .seconds(2)))
        #expect(theatre.stage.counts["demo"]?["prompts"] == 3)
        theatre.ensemble.stop()
        #expect(theatre.ensemble.prompt(Prompt("x")) == .notTaken("the sources have been stopped"))
        loop.run(for: .seconds(1))
        #expect(theatre.pieces.isEmpty)
    }
}
