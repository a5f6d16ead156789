import LifelineCore
import LifelineSession

/// Why an answer ended early, in words for a person, and whether the model is to be called broken for it.
struct EngineTrouble {
    let fault: ProtocolFault
    let words: Phrase
    /// The next answer will most likely fail as well.
    let isLasting: Bool

    init(_ end: Completion.End, _ model: Name) {
        switch end {
        case .unreachable: self.init(.unavailable, "\(model): nobody answers at the engine's address: start it", true)
        case .silent:
            self.init(.timeout, "\(model): the engine has been silent for too long; the answer is cut off", true)
        case .answer(.status(let status)): self.init(.unavailable, EngineTrouble.words(status, model), true)
        case .answer(.failed):
            self.init(.unavailable, "\(model): the engine says that it failed; its log tells why", true)
        case .answer(.notHTTP): self.init(.unavailable, "\(model): what answers there does not speak HTTP/1.1", true)
        case .answer(.notEvents), .answer(.badEvents):
            self.init(.unavailable, "\(model): the engine's events cannot be understood; the answer is cut off", false)
        case .answer(.tooLong(let limit)):
            self.init(.limitExceeded, "\(model): the answer has more than \(limit) bytes; it is cut off", false)
        case .answer(.cut), .answer(.whole):
            self.init(.unavailable, "\(model): the engine broke off in the middle of the answer", false)
        }
    }

    private init(_ fault: ProtocolFault, _ words: Phrase, _ isLasting: Bool) {
        self.fault = fault
        self.words = words
        self.isLasting = isLasting
    }

    private static func words(_ status: Int, _ model: Name) -> Phrase {
        switch status {
        case 401, 403: "\(model): the engine wants a key, or another one (HTTP \(status))"
        case 404: "\(model): the engine has no such model, or no such path (HTTP 404): pull it, and look at the address"
        case 400, 422:
            "\(model): the engine does not take this request (HTTP \(status)); try without log-probabilities"
        case 429, 503: "\(model): the engine is busy (HTTP \(status)): try again later"
        case 500...: "\(model): the engine failed (HTTP \(status)); its log tells why"
        default: "\(model): the engine answered HTTP \(status), where 200 was expected"
        }
    }
}
