internal import LifelineCore

/// Who is here, and who may still come back: sessions by name. A session outlives its connection by its grace.
struct SessionRoll {
    private struct Entry {
        let identity: Identity
        /// Nil while its client is away. Weak: a connection's life is its link's.
        weak var connection: Connection?
        var lapse: Instant?
    }

    enum Claim {
        case new
        /// Taken up again; the connection that had it so far, if it still has.
        case resumed(from: Connection?)
    }

    private let grace: Duration
    private let awayMax: Int
    private var sessions: [Name: Entry] = [:]
    /// In the order in which their clients left.
    private var away: [Name] = []

    init(grace: Duration, awayMax: Int) {
        self.grace = grace
        self.awayMax = awayMax
    }

    var count: Int { sessions.count }
    /// When the next session lapses.
    var deadline: Instant? { away.first.flatMap { sessions[$0]?.lapse } }

    /// Gives `connection` the session `name`, if it may have it. A name that somebody else has is as good as unknown.
    mutating func claim(_ name: Name, _ identity: Identity, by connection: Connection, at now: Instant) -> Claim? {
        guard let entry = sessions[name], entry.identity == identity else { return nil }
        if let lapse = entry.lapse, lapse <= now { return nil }
        away.removeAll { $0 == name }
        sessions[name] = Entry(identity: identity, connection: connection)
        return .resumed(from: entry.connection)
    }

    mutating func enter(_ name: Name, _ identity: Identity, _ connection: Connection) {
        sessions[name] = Entry(identity: identity, connection: connection)
    }

    /// The connection has gone: its session waits, unless another has it by now or its client has said goodbye.
    mutating func left(_ connection: Connection, at now: Instant) {
        guard let name = connection.sessionName, let entry = sessions[name],
            entry.connection == nil || entry.connection === connection, entry.lapse == nil
        else { return }
        guard connection.mayComeBack else {
            sessions[name] = nil
            return
        }
        sessions[name] = Entry(identity: entry.identity, connection: nil, lapse: now.advanced(by: grace))
        away.append(name)
    }

    /// Forgets those that did not come back. Returns how many.
    mutating func expire(at now: Instant) -> Int {
        var lapsed = 0
        while let name = away.first, let lapse = sessions[name]?.lapse, lapse <= now || away.count > awayMax {
            away.removeFirst()
            sessions[name] = nil
            lapsed += 1
        }
        return lapsed
    }
}
