public import LifelineCore
internal import LifelineSession

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

/// Brings requests to handlers, and answers to whoever asked last. With a key an action happens once, however often and
/// on how many connections it is asked for.
final class RequestDesk {
    private final class Ledger {
        var replies = ReplyCache()
        /// Who waits for the answer to a key: the last who asked.
        var askers: [Name: Asker] = [:]
    }

    private struct Asker {
        weak var connection: Connection?
        let reference: UInt32
    }

    private var handlers: [Name: (RequestCall) -> Void] = [:]
    private var ledgers: [Identity: Ledger] = [:]

    func handle(_ method: Name, _ handler: @escaping (RequestCall) -> Void) {
        precondition(handlers[method] == nil, "\(method) has a handler already")
        handlers[method] = handler
    }

    func take(_ request: Request, _ reference: UInt32, _ identity: Identity, from connection: Connection) {
        let hub = connection.hub
        hub.counts.requests &+= 1
        guard let handler = handlers[request.method] else {
            return connection.reply(reference, .unknownMethod, "no method is called \(request.method)")
        }
        guard let key = request.key else {
            return call(handler, request, identity) { [weak connection] in connection?.reply(reference, $0) }
        }
        let ledger = ledgers[identity] ?? Ledger()
        ledgers[identity] = ledger
        switch ledger.replies.begin(key, at: hub.loop.now) {
        case .full: connection.reply(reference, .limitExceeded, "too many keys are open; try again later")
        case .done(let reply):
            hub.counts.requestsRepeated &+= 1
            connection.reply(reference, reply)
        case .running:
            hub.counts.requestsRepeated &+= 1
            ledger.askers[key] = Asker(connection: connection, reference: reference)
        case .new:
            ledger.askers[key] = Asker(connection: connection, reference: reference)
            call(handler, request, identity) { [weak hub] reply in
                guard let hub else { return }
                ledger.replies.finish(key, reply, at: hub.loop.now)
                guard let asker = ledger.askers.removeValue(forKey: key) else { return }
                asker.connection?.reply(asker.reference, reply)
            }
        }
    }

    private func call(
        _ handler: (RequestCall) -> Void, _ request: Request, _ identity: Identity, _ answer: @escaping (Reply) -> Void
    ) {
        var isAnswered = false
        handler(
            RequestCall(method: request.method, params: request.params, identity: identity) { reply in
                precondition(!isAnswered, "a request is answered once")
                isAnswered = true
                answer(reply)
            })
    }
}

extension Hub {
    /// Answers requests for `method`.
    public func handle(_ method: Name, _ handler: @escaping (RequestCall) -> Void) { requests.handle(method, handler) }
}
