public import LifelineCore

/// What a client sends after its hello.
extension ServerSession {
    /// A beat to be answered, or the answer to ours, which tells the round trip.
    public mutating func heartbeat(
        _ message: Heartbeat, _ envelope: Envelope, wall: Timestamp, at now: Instant, _ effects: inout [ServerEffect]
    ) {
        guard isOpen(&effects) else { return }
        if envelope.flags.contains(.answer) {
            isHidden = message.hidden ?? false
            if let echo = message.echo { pulse.answered(echo: echo, theirs: envelope.time, ours: wall) }
        } else if envelope.reference != 0 {
            var answer = Heartbeat()
            answer.echo = envelope.time
            send(answer, re: envelope.reference, &effects)
        }
    }

    /// The client has taken records: there is room in its window.
    public mutating func ack(_ message: Ack, at now: Instant, _ effects: inout [ServerEffect]) {
        guard isOpen(&effects) else { return }
        if !window.acknowledge(message.received) {
            bad(.badMessage, "ack of \(message.received) data records, \(window.sent) were sent", at: now, &effects)
        }
    }

    /// The client wants a snapshot of a channel.
    public mutating func resync(_ message: Resync, at now: Instant, _ effects: inout [ServerEffect]) {
        guard isOpen(&effects) else { return }
        guard let index = subscriptions.firstIndex(where: { names[$0.channel] == message.name }) else {
            return report(.notSubscribed, "not subscribed to \(message.name)", channel: message.name, &effects)
        }
        subscriptions[index].resync()
    }

    /// The client wants another codec; the confirmation is the last record in the old one.
    public mutating func setCodec(_ message: SetCodec, _ effects: inout [ServerEffect]) {
        guard isOpen(&effects) else { return }
        // The confirmation is the last record in the old codec.
        var answer = CodecSet()
        answer.codec = message.codec
        send(answer, &effects)
        codec = message.codec
        effects.append(.codec(codec))
    }

    /// The client asks for an action; too many at a time are refused.
    public mutating func request(
        _ message: Request, _ envelope: Envelope, at now: Instant, _ effects: inout [ServerEffect]
    ) {
        guard isOpen(&effects) else { return }
        guard envelope.reference != 0, !envelope.flags.contains(.answer) else {
            return bad(.badMessage, "a request needs an id", at: now, &effects)
        }
        guard !openRequests.contains(envelope.reference) else {
            return bad(.badMessage, "the id \(envelope.reference) is in use", at: now, &effects)
        }
        guard openRequests.count < limits.requestsMax else {
            var answer = Reply()
            answer.error = ProtocolFault.limitExceeded.failure("more than \(limits.requestsMax) open requests")
            return send(answer, re: envelope.reference, &effects)
        }
        openRequests.insert(envelope.reference)
        effects.append(.request(message, reference: envelope.reference))
    }

    /// The application's answer. Nothing happens if this connection has no such request open.
    public mutating func reply(_ reference: UInt32, _ reply: Reply, _ effects: inout [ServerEffect]) {
        guard phase == .open, openRequests.remove(reference) != nil else { return }
        send(reply, re: reference, &effects)
    }

    /// Answers an open request with a fault.
    public mutating func reply(
        _ reference: UInt32, _ fault: ProtocolFault, _ message: Phrase, _ effects: inout [ServerEffect]
    ) {
        var answer = Reply()
        answer.error = fault.failure(message)
        reply(reference, answer, &effects)
    }

    /// True if the client may publish this on that channel; else it is told why not.
    public mutating func mayPublish(
        _ envelope: Envelope, on offer: Offer, carryingText: Bool, at now: Instant, _ effects: inout [ServerEffect]
    ) -> Bool {
        guard isOpen(&effects) else { return false }
        guard offer.rights.contains(.publish) else {
            if carryingText {
                report(.textNotAllowed, "text does not travel this way", channel: offer.name, &effects)
            } else {
                report(.forbidden, "no right to publish on \(offer.name)", channel: offer.name, &effects)
            }
            return spend(at: now, &effects)
        }
        guard envelope.seq == 0, !envelope.flags.contains(.delta), !envelope.flags.contains(.replay) else {
            bad(.badMessage, "the server numbers what is published: leave out seq, delta and replay", at: now, &effects)
            return false
        }
        return true
    }

    /// A record or a message that could not be read.
    public mutating func bad(_ error: CodecError, at now: Instant, _ effects: inout [ServerEffect]) {
        let fault = ProtocolFault(code: error.code) ?? .badMessage
        bad(fault, "byte \(error.offset): not what this protocol allows there", at: now, &effects)
    }

    /// Tells the client, and counts: who sends too many bad messages is sent away.
    public mutating func bad(
        _ fault: ProtocolFault, _ message: Phrase, at now: Instant, _ effects: inout [ServerEffect]
    ) {
        report(fault, message, channel: nil, &effects)
        _ = spend(at: now, &effects)
    }

    /// Always false, for who must refuse.
    private mutating func spend(at now: Instant, _ effects: inout [ServerEffect]) -> Bool {
        if !badMessages.take(at: now) { close(.rateLimited, &effects) }
        return false
    }

    mutating func report(
        _ fault: ProtocolFault, _ message: Phrase, channel: ChannelName?, _ effects: inout [ServerEffect]
    ) {
        guard phase != .closed else { return }
        send(fault.event(message, channel: channel), &effects)
    }
}

extension ProtocolFault {
    /// The fault as the error of a reply, in these words.
    public func failure(_ message: Phrase, retry: Duration? = nil) -> Failure {
        var failure = Failure()
        failure.code = code
        failure.name = name
        failure.message = message
        failure.retry = retry.map { UInt32(clamping: $0.wholeNanoseconds / 1_000_000 + 1) }
        return failure
    }
}
