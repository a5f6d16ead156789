import EnergyProfile
@testable import FrameSources
import LifelineCore
import Testing

@Suite("An OpenAI-compatible engine as a source", .serialized, .timeLimit(.minutes(2)))
struct OpenAISourceTests {
    private func play(
        _ models: [Name], key: Secret? = nil, _ options: OpenAIOptions = OpenAIOptions(),
        _ body: (Play, EngineProcess) async throws -> Void
    ) async throws {
        let engine = try EngineProcess()
        let play = Play()
        do {
            let address = try EngineAddress("http://127.0.0.1:\(engine.port)/v1/")
            try await play.open { [OpenAISource(address, models: models, key: key, options)] }
            try await body(play, engine)
        } catch {
            await play.close()
            throw error
        }
        await play.close()
    }

    @Test(
        "Answers arrive whole, however the engine frames them",
        arguments: ["plain", "length", "close", "drip", "noisy"] as [Name])
    func framings(model: Name) async throws {
        try await play([model]) { play, _ in
            let streams = try await play.prompt("how \"are\" you, Zoë?\n")
            #expect(await play.eventually { $0.isOver(streams[0]) })
            let text = await play.see { $0.text(of: streams[0]) }
            #expect(text == "Hello from \(model): how \"are\" you, Zoë?\n ")
            #expect(await play.ask { $0.errors.isEmpty && $0.stage.counts["openai"]?["answers"] == 1 })
        }
    }

    @Test("A token and its energy come in one frame, and log-probabilities make the entropy")
    func energy() async throws {
        try await play(["slow"]) { play, _ in
            let streams = try await play.prompt("one two three four five six seven eight nine ten eleven twelve")
            #expect(await play.eventually { $0.isOver(streams[0]) })
            let (pieces, energy) = try #require(
                await play.see { theatre in
                    (
                        Array(zip(theatre.pieces, theatre.pieceFrames)),
                        Array(zip(theatre.energy, theatre.energyFrames)).filter { $0.0.energy > 0 }
                    )
                })
            let tokens = pieces.reduce(0) { $0 + Double($1.0.count) }
            #expect(tokens == 15)
            #expect(pieces.filter { $0.0.count > 0 }.map(\.1) == energy.map(\.1))
            // Of three alternatives and a rest, with 90, 5 and 2 %: a little under one third uncertain.
            #expect(abs((energy.last?.0.total ?? 0) / tokens - (0.5 + 0.5 * 0.3)) < 0.03)
            #expect(energy.last?.0.entropy ?? 1 < 0.45 && energy.last?.0.tokens == 15)
        }
    }

    @Test("One prompt at several models is several streams, and their rates make council events")
    func council() async throws {
        try await play(["slow", "slow2"]) { play, _ in
            let words = Text((0..<200).map { "word\($0)" }.joined(separator: " "))
            let streams = try await play.prompt(words, ["slow", "slow2"])
            #expect(streams.count == 2)
            #expect(await play.eventually { $0.council.contains { $0 is ResonanceEvent } })
            #expect(await play.eventually(within: 20) { theatre in streams.allSatisfy(theatre.isOver) })
            let models = await play.see { theatre in
                streams.map { stream in Set(theatre.pieces.filter { $0.stream == stream }.map(\.model)) }
            }
            #expect(models == [[0], [1]])
        }
    }

    @Test(
        "Trouble ends the stream and says why, never with the engine's own words",
        arguments: [
            ("cut", "broke off", false), ("unfinished", "broke off", false), ("missing", "no such model", true),
            ("broken", "HTTP 500", true), ("locked", "wants a key", true), ("garbage", "does not speak HTTP", true),
            ("html", "cannot be understood", false), ("failing", "says that it failed", true),
            ("bad", "cannot be understood", false),
            ("flood", "more than 100000 bytes", false), ("stuck", "silent for too long", true),
            ("mute", "silent for too long", true),
        ] as [(Name, String, Bool)])
    func trouble(model: Name, words: String, isLasting: Bool) async throws {
        var options = OpenAIOptions()
        // Short for engines that are silent only: on a busy machine others may be late.
        if words == "silent for too long" {
            options.idlePatience = .milliseconds(300)
            options.firstBytePatience = .milliseconds(600)
        }
        options.answerBytesMax = 100_000
        try await play([model], options) { play, engine in
            let streams = try await play.prompt("hello")
            #expect(await play.eventually { $0.isOver(streams[0]) && !$0.errors.isEmpty })
            let said = try #require(
                await play.see { ($0.errors.map(\.message.storage), $0.words, $0.statuses.map(\.status)) })
            #expect(said.0.count == 1 && said.0[0].contains(words) && said.0[0].hasPrefix("\(model): "), "\(said.0)")
            #expect(said.0 == said.1)
            #expect(said.2 == (isLasting ? [.error] : []))
            #expect(!said.0[0].contains("SECRET"))
            #expect(await play.ask { $0.pieces.filter { $0.final }.count == 1 })
            #expect(try engine.finish() == [model.storage: 1], "asked once, also after it failed")
        }
    }

    @Test("An engine that wants a key gets it")
    func key() async throws {
        try await play(["locked"], key: Secret("sesame")) { play, _ in
            let streams = try await play.prompt("hello")
            #expect(await play.eventually { $0.isOver(streams[0]) })
            #expect(await play.see { $0.text(of: 1) } == "Hello from locked: hello ")
        }
    }

    @Test("Connecting is tried again until an engine is there, or there were enough tries")
    func patience() async throws {
        // A port that was free a moment ago.
        let port = try EngineProcess().port
        let play = Play()
        let address = try EngineAddress("http://127.0.0.1:\(port)/v1")
        try await play.open { [OpenAISource(address, models: ["plain"])] }
        let streams = try await play.prompt("hello")
        #expect(await play.eventually { $0.isOver(streams[0]) && !$0.errors.isEmpty })
        #expect(await play.see { $0.words } == ["plain: nobody answers at the engine's address: start it"])

        let again = try await play.prompt("hello")
        let engine = try EngineProcess(port: port)
        #expect(await play.eventually { $0.isOver(again[0]) })
        #expect(await play.see { $0.text(of: again[0]) } == "Hello from plain: hello ")
        #expect(await play.see { $0.statuses.map(\.status) } == [.error, .ready])
        #expect(try engine.finish() == ["plain": 1])
        await play.close()
    }

    @Test("Stop cancels what is open and ends its streams, in the middle of an answer")
    func stop() async throws {
        try await play(["stuck", "mute"]) { play, _ in
            let streams = try await play.prompt("hello")
            #expect(await play.eventually { !$0.pieces.isEmpty })
            _ = await play.see { $0.ensemble.stop() }
            #expect(await play.eventually { theatre in streams.allSatisfy(theatre.isOver) })
            #expect(await play.ask { $0.errors.isEmpty && $0.words.isEmpty })
        }
    }

    @Test("Prompts beyond the limits are refused in words or told to wait")
    func limits() async throws {
        var options = OpenAIOptions()
        options.completionsMax = 2
        options.promptBytesMax = 10
        try await play(["stuck"], options) { play, _ in
            #expect(
                await play.see { $0.ensemble.prompt(Prompt("hello", models: ["other"])) }
                    == .notTaken("source openai was not told of that model"))
            #expect(
                await play.see { $0.ensemble.prompt(Prompt("hello, world")) }
                    == .notTaken("the prompt has more than 10 bytes"))
            _ = try await play.prompt("1234567890")
            _ = try await play.prompt("hello")
            #expect(await play.see { $0.ensemble.prompt(Prompt("hello")) } == .busy(retry: .seconds(1)))
        }
    }

    @Test(
        "An address is one on this machine",
        arguments: [
            ("http://127.0.0.1:11434/v1", nil), ("http://localhost/v1", nil), ("http://[::1]:80", nil),
            ("https://127.0.0.1/v1", .notHTTP), ("http://example.org/v1", .badHost),
            ("http://127.0.0.1.evil/v1", .badHost),
            ("http://127.0.0.1:0/v1", .badPort), ("http://127.0.0.1:x/v1", .badPort),
            ("http://127.0.0.1:99999", .badPort),
            ("http://127.0.0.1/v 1", .badPath), ("http://127.0.0.1/v1?x", .badPath), ("http://a@127.0.0.1/", .badHost),
            ("", .notHTTP),
            ("http://", .badHost),
        ] as [(String, EngineAddress.Fault?)])
    func addresses(text: String, fault: EngineAddress.Fault?) {
        do throws(EngineAddress.Fault) {
            _ = try EngineAddress(text)
            #expect(fault == nil)
        } catch {
            #expect(error == fault)
        }
    }
}
