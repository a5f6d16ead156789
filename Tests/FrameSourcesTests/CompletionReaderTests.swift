@testable import FrameSources
import LifelineCore
import Testing

@Suite("An engine's answer")
struct CompletionReaderTests {
    private struct Told: Equatable {
        var text = ""
        var count: UInt32 = 0
        var entropies: [Double] = []
        var ends: [CompletionReader.End] = []
    }

    private func read(
        _ body: String, split: Int, head: String = "HTTP/1.1 200 OK\r\n\r\n", _ options: OpenAIOptions = OpenAIOptions()
    ) -> Told {
        var reader = CompletionReader(options.reader)
        var told = Told()
        func hear(_ event: CompletionReader.Event) {
            switch event {
            case .began: break
            case .tokens(let text, let count, let entropy):
                told.text += text
                told.count += count
                if let entropy { told.entropies.append(entropy) }
            case .ended(let end): told.ends.append(end)
            }
        }
        let bytes = Array((head + body).utf8)
        var at = 0
        while at < bytes.count {
            let next = min(at + split, bytes.count)
            bytes[at..<next].withUnsafeBytes { reader.read($0, hear) }
            at = next
        }
        reader.closed(hear)
        reader.closed(hear)
        return told
    }

    private func piece(_ text: String, _ more: String = "") -> String {
        #"data: {"choices":[{"index":0,"delta":{"content":"\#(text)"}\#(more)}]}"# + "\n\n"
    }

    @Test("is put together from its pieces, in any split, and ends once")
    func whole() {
        let body = piece("Hel") + piece("lo \\u00e9\\n") + "data: [DONE]\n\n"
        for split in 1...200 {
            let told = read(body, split: split)
            #expect(told == Told(text: "Hello é\n", count: 2, ends: [.whole]), "in pieces of \(split)")
        }
    }

    @Test("without its last word is whole only if the model said why it stopped")
    func lastWord() {
        #expect(read(piece("a") + piece("b", #","finish_reason":"stop""#), split: 9).ends == [.whole])
        #expect(read(piece("a") + piece("b", #","finish_reason":null"#), split: 9).ends == [.cut])
    }

    @Test("says how uncertain each token was, by its alternatives or by its own probability")
    func entropy() {
        func entropies(_ token: String) -> [Double] {
            read(piece("a", #","logprobs":{"content":[\#(token)]}"#), split: 50).entropies
        }
        // Two equal alternatives and no rest: one bit of the log2(3) that three could carry.
        let even = entropies(
            #"{"logprob":-0.6931471805599453,"top_logprobs":[{"logprob":-0.6931471805599453},{"logprob":-0.6931471805599453}]}"#
        )
        #expect(even.count == 1 && abs(even[0] - 0.6309297535714574) < 1e-6)
        #expect(entropies(#"{"logprob":0,"top_logprobs":[{"logprob":0},{"logprob":-9999}]}"#) == [0])
        #expect(entropies(#"{"logprob":-2.772588722239781}"#).map { ($0 * 1000).rounded() } == [500])
        #expect(entropies(#"{"logprob":-100}"#) == [1])
        #expect(entropies(#"{"logprob":3}"#) == [] && entropies("{}") == [] && entropies("7") == [])
    }

    @Test(
        "of another shape shows nothing and breaks nothing",
        arguments: [
            "{}", "[]", "7", "null", #"{"choices":[]}"#, #"{"choices":{}}"#, #"{"choices":[7]}"#,
            #"{"choices":[{"delta":[]}]}"#, #"{"choices":[{"delta":{"content":null}}]}"#,
        ])
    func shapes(data: String) {
        #expect(
            read("data: \(data)\n\n" + piece("a") + "data: [DONE]\n\n", split: 11)
                == Told(text: "a", count: 1, ends: [.whole]))
    }

    @Test("may be misunderstood eight times, and no more")
    func badEvents() {
        let bad = "data: {nonsense\n\n"
        #expect(read(String(repeating: bad, count: 8) + piece("a") + "data: [DONE]\n\n", split: 5).ends == [.whole])
        #expect(read(String(repeating: bad, count: 9) + piece("a"), split: 5) == Told(ends: [.badEvents]))
    }

    @Test("that fails, is too long or refused ends so")
    func ends() {
        #expect(
            read(piece("a") + #"data: {"error":{"message":"x"}}"# + "\n\n" + piece("b"), split: 6)
                == Told(text: "a", count: 1, ends: [.failed]))
        #expect(read("never mind", split: 3, head: "HTTP/1.1 404 Not Found\r\n\r\n").ends == [.status(404)])
        let long = read(String(repeating: piece(String(repeating: "x", count: 65_536)), count: 17), split: 70_000)
        #expect(long.text.utf8.count == 1 << 20 && long.ends == [.tooLong(limit: 1 << 20)])
        #expect(read("data: " + String(repeating: "x", count: 300_000), split: 999).ends == [.notEvents])
        let chatter = ": " + String(repeating: "x", count: 100_000) + "\n"
        #expect(read(String(repeating: chatter, count: 700), split: 1 << 20).ends == [.tooLong(limit: 64 << 20)])
    }
    @Test("that is too long is heard up to the limit, in any split")
    func heardUpToTheLimit() {
        var options = OpenAIOptions()
        options.wireBytesMax = 2 * piece("a").utf8.count + 5
        for split in 1...300 {
            let told = read(piece("a") + piece("b") + piece("c"), split: split, options)
            #expect(
                told == Told(text: "ab", count: 2, ends: [.tooLong(limit: options.wireBytesMax)]),
                "in pieces of \(split)")
        }
    }
}
