public import FrameSources
public import LifelineCore

/// Which source, and with which words.
public enum SourceChoice: Sendable, Hashable {
    case demo
    case stdin
    case openAI(EngineAddress, models: [Name])
}

extension SourceChoice {
    /// `demo`, `stdin`, `openai:URL`, `openai:URL,MODEL,MODEL`.
    init(_ text: String) throws(SettingFault) {
        switch text {
        case "demo": self = .demo
        case "stdin": self = .stdin
        default:
            let word = text.prefix(7)
            guard word == "openai:" || word == "openai " else {
                throw SettingFault("use demo, stdin, or openai:URL")
            }
            let parts = text.dropFirst(7).split(separator: ",").map(String.init)
            guard let url = parts.first, let names = parts.dropFirst().map({ Name($0) }) as? [Name], !names.isEmpty
            else {
                throw SettingFault("name an engine and its models, as in openai:http://127.0.0.1:11434/v1,llama3.2")
            }
            do throws(EngineAddress.Fault) {
                self = .openAI(try EngineAddress(url), models: names)
            } catch {
                throw SettingFault(error.words.description)
            }
        }
    }
}

extension SourceChoice {
    func make(key: Secret?) -> any FrameSource {
        switch self {
        case .demo: DemoSource()
        case .stdin: LinesSource()
        case .openAI(let address, let models): OpenAISource(address, models: models, key: key)
        }
    }
}
