internal import LifelineCore

// What happens when a link has the turn: it ends, or says `drained`, or reads. Nothing else calls the owner.
extension LoopbackLink {
    /// True if what arrives is taken: shown to the owner, or thrown away once the owner has closed.
    var reads: Bool { !paused || state != .open }

    func askForTurn() {
        guard !turnDue, let turnBody else { return }
        turnDue = true
        _ = loop.wake(at: loop.now, turnBody)
    }

    func turn() {
        turnDue = false
        if let (close, word) = ending() { return finish(close, telling: word) }
        if drainDue {
            drainDue = false
            owner?.drained()
        }
        if state == .open { read() } else { discard() }
    }

    /// What to tell our owner and the other end, if the time has come.
    private func ending() -> (ours: Close, theirs: Close)? {
        switch state {
        case .open:
            guard let farewell, !paused || waiting > 0 || wroteInVain else { return nil }
            return (farewell, farewell)
        case .closing(let close, let dropping):
            guard dropping || waiting == 0 || other == nil else { return nil }
            // What is missing at the other end was lost, unless it knows that it was too slow.
            return (close, dropping && close != .slowConsumer ? .lost : close)
        case .closed: return nil
        }
    }

    /// Shows the owner what had arrived when the turn began, as far as the turn's budget goes.
    private func read() {
        guard let other else { return }
        if incoming.isEmpty { swap(&incoming, &other.outgoing) }
        var room = limits.turnBytesMax
        while reads, state == .open, let weight = incoming.firstWeight {
            guard incoming.firstCount <= limits.recordBytesMax else { return close(.recordTooLarge) }
            // The first record goes through however large it is, or it would stay for ever.
            guard weight <= room || room == limits.turnBytesMax else { break }
            room -= weight
            other.left(weight)
            incoming.takeFirst { owner?.received($0, $1) }
        }
        if incoming.isEmpty { incoming.clear() }
        if reads, !incoming.isEmpty || !other.outgoing.isEmpty { askForTurn() }
    }

    /// Our owner has closed: what still comes goes nowhere, and must not keep the other end waiting.
    private func discard() {
        guard let other, other.waiting > 0 else { return }
        incoming.clear()
        other.outgoing.clear()
        other.left(other.waiting)
    }

    private func finish(_ close: Close, telling word: Close) {
        let (last, other) = (owner, other)
        forgetPatience()
        state = .closed
        owner = nil
        self.other = nil
        turnBody = nil
        waiting = 0
        outgoing.clear()
        incoming.clear()
        other?.heard(word)
        last?.closed(close)
    }

    /// The other end is gone.
    private func heard(_ word: Close) {
        forgetPatience()
        other = nil
        farewell = word
        incoming.clear()
        if reads || waiting > 0 { askForTurn() }
    }

    /// Starts to count how long nothing has left, if nothing can: the other end is paused.
    func watchPatience() {
        guard waiting > 0, patienceWake == nil, let other, !other.reads else { return }
        let deadline = stuckSince.advanced(by: limits.outboundPatience)
        patienceWake = loop.wake(at: deadline) { [weak self] in
            self?.patienceWake = nil
            self?.patienceEnded(at: deadline)
        }
    }

    func forgetPatience() {
        guard let wake = patienceWake else { return }
        patienceWake = nil
        loop.cancel(wake)
    }

    private func patienceEnded(at deadline: Instant) {
        guard waiting > 0, let other, !other.reads else { return }
        guard stuckSince.advanced(by: limits.outboundPatience) <= deadline else { return watchPatience() }
        if case .closing(let close, _) = state {
            state = .closing(close, dropping: true)
            askForTurn()
        } else {
            end(.slowConsumer, dropping: true)
        }
    }
}
