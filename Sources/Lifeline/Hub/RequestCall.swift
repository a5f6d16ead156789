public import LifelineCore

/// A request as a handler gets it.
public struct RequestCall {
    public let method: Name
    public let params: Document
    public let identity: Identity
    /// Answers. Once, on the loop, now or later.
    public let answer: (Reply) -> Void

    public func succeed(_ result: Document = Document()) {
        var reply = Reply()
        reply.result = result
        answer(reply)
    }

    public func fail(_ code: UInt16, _ name: Name, _ message: Phrase) {
        var reply = Reply()
        var failure = Failure()
        failure.code = code
        failure.name = name
        failure.message = message
        reply.error = failure
        answer(reply)
    }
}
