public import LifelineCore

/// A request as a handler gets it.
public struct RequestCall {
    /// What is asked for: the name that the handler was given for.
    public let method: Name
    /// One JSON value of the client's; `{}` if it sent none.
    public let params: Document
    /// Who asks. They have the right to ask; whether for this is yours to say.
    public let identity: Identity
    /// Answers. Once, on the loop, now or later.
    public let answer: (Reply) -> Void

    /// Answers with a result. Once, on the loop.
    public func succeed(_ result: Document = Document()) {
        var reply = Reply()
        reply.result = result
        answer(reply)
    }

    /// Answers with an error of the application's own, 600 to 999. Once, on the loop.
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
