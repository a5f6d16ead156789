public import LifelineCore
internal import LifelineSession

/// Requests go to handlers, and answers to whoever asked last. With a key an action happens once, however often and on
/// how many connections of a session it is asked for.
extension Hub {
    /// Answers requests for `method`.
    public func handle(_ method: Name, _ handler: @escaping (RequestCall) -> Void) {
        precondition(handlers[method] == nil, "\(method) has a handler already")
        handlers[method] = handler
    }

    func take(_ request: Request, _ reference: UInt32, from connection: Connection) {
        guard let identity = connection.identity, let session = connection.sessionName else { return }
        counts.requests &+= 1
        guard authenticator.rights(of: identity, on: System.name).contains(.request) else {
            return connection.reply(reference, .forbidden, "no right to ask for anything")
        }
        if let delay = roll.delay(request, by: identity, of: session, at: loop.now) {
            var reply = Reply()
            reply.error = ProtocolFault.rateLimited.failure("too many requests for \(request.method)", retry: delay)
            return connection.reply(reference, reply)
        }
        let asker = Asker(seat: connection.seat, reference: reference)
        guard let key = request.key else {
            return atHome { home in home.call(request, identity) { [weak home] in home?.answer($0, to: asker) } }
        }
        guard let lookup = roll.begin(key, of: session, asker, at: loop.now) else { return }
        switch lookup {
        case .full: connection.reply(reference, .limitExceeded, "too many keys are open; try again later")
        case .done(let reply):
            counts.requestsRepeated &+= 1
            connection.reply(reference, reply)
        case .running: counts.requestsRepeated &+= 1
        case .new:
            atHome { home in
                home.call(request, identity) { [weak home] reply in
                    guard let home, let asker = home.roll.finish(key, of: session, reply, at: home.loop.now)
                    else { return }
                    home.answer(reply, to: asker)
                }
            }
        }
    }

    private func call(_ request: Request, _ identity: Identity, _ answer: @escaping (Reply) -> Void) {
        guard let handler = handlers[request.method] else {
            var reply = Reply()
            reply.error = ProtocolFault.unknownMethod.failure("no method is called \(request.method)")
            return answer(reply)
        }
        var isAnswered = false
        handler(
            RequestCall(method: request.method, params: request.params, identity: identity) { reply in
                precondition(!isAnswered, "a request is answered once")
                isAnswered = true
                answer(reply)
            })
    }

    private func answer(_ reply: Reply, to asker: Asker) { at(asker.seat) { $0.reply(asker.reference, reply) } }
}
