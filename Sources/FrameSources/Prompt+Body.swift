public import LifelineCore

extension Prompt {
    /// Names of models in one prompt; more are not read.
    static let modelsMax = 16

    /// A prompt as it is posted: `{"prompt": "why?", "models": ["llama3.2"]}`, the models if one likes.
    public init(body: [UInt8]) throws(CodecError) {
        let prompt: Result<Prompt, CodecError> = body.withUnsafeBytes { bytes in
            Result { () throws(CodecError) in try JSONView.read(bytes, Prompt.read) }
        }
        self = try prompt.get()
    }

    private static func read(_ body: JSONView) throws(CodecError) -> Prompt {
        guard let words = body["prompt"]?.string, !words.isEmpty else { throw CodecError(.wrongType, at: 0) }
        var text = Text()
        text.storage = words
        var models: [Name] = []
        body["models"]?.forEach { model in
            guard models.count < modelsMax, let name = model.string.flatMap({ Name($0) }) else { return }
            models.append(name)
        }
        return Prompt(text, models: models)
    }
}
