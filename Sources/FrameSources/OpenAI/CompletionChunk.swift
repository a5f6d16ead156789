import Glibc
import LifelineCore

/// What one event of a streamed chat completion says.
struct CompletionChunk {
    private(set) var text = ""
    /// Tokens in `text`.
    private(set) var count: UInt32 = 0
    /// The mean of theirs, 0…1; nil if the engine does not tell.
    private(set) var entropy: Double?
    /// The model has said why it stopped: all of its text is there.
    private(set) var isFinished = false
    /// `data: [DONE]`: no event follows.
    private(set) var isDone = false
    /// The engine says, inside the stream, that it failed.
    private(set) var hasFailed = false

    init(_ data: UnsafeRawBufferPointer) throws(CodecError) {
        isDone = data.elementsEqual("[DONE]".utf8)
        if isDone { return }
        var choice = CompletionChunk()
        try JSONView.read(data) { view in
            choice.hasFailed = view["error"]?.isObject ?? false
            var isRead = false
            view["choices"]?.forEach { view in
                // One answer was asked for: the first choice is all there is.
                if !isRead { choice.read(view) }
                isRead = true
            }
        }
        self = choice
    }

    private init() {}

    private mutating func read(_ choice: JSONView) {
        isFinished = choice["finish_reason"]?.string != nil
        text = choice["delta"]?["content"]?.string ?? ""
        guard !text.isEmpty else { return }
        var entropies: [Double] = []
        choice["logprobs"]?["content"]?.forEach { token in
            count &+= 1
            if let entropy = CompletionChunk.entropy(of: token) { entropies.append(entropy) }
        }
        count = max(count, 1)
        entropy = entropies.isEmpty ? nil : entropies.reduce(0, +) / Double(entropies.count)
    }

    /// How uncertain the model was of a token, 0…1; nil if it does not say. See docs/ENERGY.md.
    private static func entropy(of token: JSONView) -> Double? {
        var bits = 0.0
        var rest = 1.0
        var alternatives = 0
        token["top_logprobs"]?.forEach { alternative in
            guard let logprob = alternative["logprob"]?.number, logprob <= 0 else { return }
            let p = exp(logprob)
            alternatives += 1
            rest -= p
            if p > 0 { bits -= p * log2(p) }
        }
        if alternatives > 1 {
            if rest > 0 { bits -= rest * log2(rest) }
            return min(max(bits / log2(Double(alternatives + 1)), 0), 1)
        }
        guard let logprob = token["logprob"]?.number, logprob <= 0 else { return nil }
        return min(-logprob / (8 * 0.6931471805599453), 1)
    }
}
