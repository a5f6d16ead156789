internal import LifelineCore

/// One end of a loopback connection.
///
/// Like a socket it lives until `closed`, held or not: the two ends hold each other and themselves. It calls its owner
/// from its own turns only, and what one turn sends arrives in a later one.
///
/// `close(.lost)` cuts the connection: what waits is dropped, and both ends are told `.lost`.
final class LoopbackLink: Link {
    enum State: Equatable {
        case open
        /// `close` was called. What waits goes first, unless `dropping`; what comes in is thrown away.
        case closing(Close, dropping: Bool)
        case closed
    }

    var owner: (any LinkOwner)?
    let peer: Peer
    let limits: LinkLimits
    let loop: any Loop

    var state = State.open
    private(set) var paused = false
    /// The other end, until one of the two has closed.
    var other: LoopbackLink?
    /// How the other end closed, if it has and our owner was not told yet.
    var farewell: Close?
    /// Our owner wrote to an end that is gone: it hears of that even when paused.
    var wroteInVain = false

    /// What the other end has not begun to read, and what this end is reading.
    var outgoing = Burst()
    var incoming = Burst()
    /// The weight of what the other end's owner has not got yet. Invariant: that of `outgoing` and `other.incoming`.
    var waiting = 0
    private var congested = false
    var drainDue = false
    /// When a record last left, or began to wait behind nothing.
    var stuckSince: Instant
    var patienceWake: Wake?

    var turnDue = false
    /// Made once, so that a turn costs no allocation. Holds this link until it has closed.
    var turnBody: (() -> Void)?

    init(peer: Peer, _ limits: LinkLimits, _ loop: any Loop) {
        self.peer = peer
        self.limits = limits
        self.loop = loop
        stuckSince = loop.now
        turnBody = { self.turn() }
    }

    func join(_ other: LoopbackLink) {
        self.other = other
        other.other = self
    }

    func send(_ record: Record) -> Flow {
        guard admit(record.count) else { return .closed }
        outgoing.append(record)
        return flow()
    }

    func send(copying bytes: UnsafeRawBufferPointer, _ form: RecordForm) -> Flow {
        guard admit(bytes.count) else { return .closed }
        outgoing.append(copying: bytes, form)
        return flow()
    }

    func pause() {
        paused = true
        other?.watchPatience()
    }

    func resume() {
        guard paused else { return }
        paused = false
        askForTurn()
    }

    func close(_ close: Close) {
        let cuts = close.code == Close.lost.code
        if cuts, case .closing(let first, dropping: false) = state { return cut(saying: first) }
        end(close, dropping: cuts)
    }

    /// Ends a link that is closing: what waits is dropped.
    private func cut(saying close: Close) {
        state = .closing(close, dropping: true)
        outgoing.clear()
        askForTurn()
    }

    /// Begins to close; the owner hears of it in a later turn.
    func end(_ close: Close, dropping: Bool) {
        guard state == .open else { return }
        state = .closing(close, dropping: dropping)
        if dropping { outgoing.clear() }
        askForTurn()
    }

    /// True if there is room for a record of `count` bytes, which then counts as waiting.
    private func admit(_ count: Int) -> Bool {
        guard state == .open else { return false }
        guard let other, farewell == nil else {
            wroteInVain = true
            askForTurn()
            return false
        }
        let weight = Burst.weight(count)
        guard weight <= limits.outboundBytesHardMax - waiting else {
            end(.slowConsumer, dropping: true)
            return false
        }
        if waiting == 0 { stuckSince = loop.now }
        waiting += weight
        if other.paused { watchPatience() }
        if other.reads { other.askForTurn() }
        return true
    }

    private func flow() -> Flow {
        if waiting > limits.outboundBytesMax {
            congested = true
            drainDue = false
        }
        return congested ? .congested : .open
    }

    /// The other end took `weight` of ours.
    func left(_ weight: Int) {
        waiting -= weight
        stuckSince = loop.now
        guard waiting == 0 else { return }
        forgetPatience()
        drainDue = drainDue || congested
        congested = false
        if drainDue || state != .open { askForTurn() }
    }
}
