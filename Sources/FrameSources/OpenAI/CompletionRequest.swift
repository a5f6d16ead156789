import JSONGrammar
import LifelineCore

/// The request for one streamed chat completion, as bytes.
struct CompletionRequest {
    let address: EngineAddress
    let key: Secret?
    let model: Name
    let prompt: Text
    let tokensMax: Int?
    let asksForEntropy: Bool

    /// How many alternatives of each token the engine is asked for.
    static let alternatives = 5

    func write(into sink: inout ByteSink) {
        var body = ByteSink(capacity: prompt.storage.utf8.count + 256)
        body.append("{\"model\":")
        CompletionRequest.append(model.storage, to: &body)
        body.append(",\"messages\":[{\"role\":\"user\",\"content\":")
        CompletionRequest.append(prompt.storage, to: &body)
        body.append("}],\"stream\":true")
        if asksForEntropy {
            CompletionRequest.put(",\"logprobs\":true,\"top_logprobs\":\(CompletionRequest.alternatives)", to: &body)
        }
        if let tokensMax { CompletionRequest.put(",\"max_tokens\":\(tokensMax)", to: &body) }
        body.append("}")

        CompletionRequest.put(
            "POST \(address.path)/chat/completions HTTP/1.1\r\nHost: \(address.authority)\r\n"
                + "Content-Type: application/json\r\nAccept: text/event-stream\r\nConnection: close\r\n"
                + "Content-Length: \(body.count)\r\n", to: &sink)
        // Identifier characters only, so nothing in it can end the line.
        if let key { CompletionRequest.put("Authorization: Bearer \(key.storage)\r\n", to: &sink) }
        sink.append("\r\n")
        sink.append(body.bytes)
    }

    private static func append(_ text: String, to sink: inout ByteSink) {
        var text = text
        text.withUTF8 { utf8 in
            let bytes = UnsafeRawBufferPointer(utf8)
            sink.reserve(JSONString.roomForWriting(bytes))
            sink.cursor = JSONString.write(bytes, to: sink.cursor)
        }
    }

    private static func put(_ text: String, to sink: inout ByteSink) {
        var text = text
        text.withUTF8 { sink.append(UnsafeRawBufferPointer($0)) }
    }
}
