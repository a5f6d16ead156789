internal import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// Who is here, and who may still come back: the sessions of a server by name, and what was answered to their keys. A
/// session outlives its connection by its grace.
///
/// One for all loops of a server, so that a session is taken up by one connection at a time, and an action that is asked
/// for on two of them happens once.
final class SessionRoll: Sendable {
    private struct Entry {
        let identity: Identity
        /// Nil while its client is away.
        var seat: Seat?
        var lapse: Instant?
        var replies: ReplyCache
        /// Who waits for the answer to a key: the last who asked.
        var askers: [Name: Asker] = [:]
    }

    private struct Book {
        var sessions: [Name: Entry] = [:]
        /// In the order in which their clients left.
        var away: [Name] = []
        var budget: RequestBudget<Identity>
    }

    enum Claim {
        case refused
        /// Taken up again; the connection that had it so far, if it still has.
        case resumed(from: Seat?)
    }

    private let grace: Duration
    /// How long an answer is kept: as long as its client may come back for it.
    private let repliesKept: Duration
    private let awayMax: Int
    private let book: Locked<Book>

    init(_ options: HubOptions) {
        grace = options.profile.grace
        // The last of a crowd is missed latest.
        let longest = options.profile(amid: options.connectionsMax)
        repliesKept = max(.seconds(120), longest.timeout + longest.grace)
        awayMax = options.sessionsAwayMax
        let limits = options.limits
        book = Locked(
            Book(budget: RequestBudget(burst: limits.requestsBurst, perSecond: Double(limits.requestsPerSecond))))
    }

    var count: Int { book.withLock { $0.sessions.count } }
    /// When the next session lapses.
    var deadline: Instant? { book.withLock { book in book.away.first.flatMap { book.sessions[$0]?.lapse } } }

    // MARK: Coming and going

    /// Gives `seat` the session `name`, if it may have it. A name that somebody else has is as good as unknown.
    func claim(_ name: Name, _ identity: Identity, by seat: Seat, at now: Instant) -> Claim {
        book.withLock { book in
            guard let entry = book.sessions[name], entry.identity == identity else { return .refused }
            if let lapse = entry.lapse, lapse <= now { return .refused }
            book.sessions[name]?.seat = seat
            book.sessions[name]?.lapse = nil
            book.away.removeAll { $0 == name }
            return .resumed(from: entry.seat)
        }
    }

    func enter(_ name: Name, _ identity: Identity, _ seat: Seat) {
        book.withLock {
            $0.sessions[name] = Entry(identity: identity, seat: seat, replies: ReplyCache(lifetime: repliesKept))
        }
    }

    /// The connection has gone: its session waits, unless another has it by now or its client has said goodbye.
    func left(_ name: Name, _ seat: Seat, mayComeBack: Bool, at now: Instant) {
        book.withLock { book in
            guard book.sessions[name]?.seat == seat else { return }
            guard mayComeBack else { return book.sessions[name] = nil }
            book.sessions[name]?.seat = nil
            book.sessions[name]?.lapse = now.advanced(by: grace)
            book.away.append(name)
        }
    }

    /// Forgets those that did not come back. Returns how many.
    func expire(at now: Instant) -> Int {
        book.withLock { book in
            var lapsed = 0
            while let name = book.away.first, let lapse = book.sessions[name]?.lapse,
                lapse <= now || book.away.count > awayMax
            {
                book.away.removeFirst()
                book.sessions[name] = nil
                lapsed += 1
            }
            return lapsed
        }
    }

    // MARK: Requests

    /// Nil if the action may be asked for, which is then spent; else how long until it may. What was asked for before
    /// under the same key is answered from memory and costs nothing.
    func delay(_ request: Request, by identity: Identity, of session: Name, at now: Instant) -> Duration? {
        book.withLock { book in
            if let key = request.key, book.sessions[session]?.replies.knows(key) == true { return nil }
            return book.budget.take(request.method, by: identity, at: now)
        }
    }

    /// What is known of a key. Nil to a connection that has lost its session: its client asks again where it is now.
    func begin(_ key: Name, of session: Name, _ asker: Asker, at now: Instant) -> ReplyCache.Lookup? {
        book.withLock { book in
            guard book.sessions[session]?.seat == asker.seat else { return nil }
            let lookup = book.sessions[session]?.replies.begin(key, at: now)
            switch lookup {
            case .new, .running: book.sessions[session]?.askers[key] = asker
            case .done, .full, nil: break
            }
            return lookup
        }
    }

    /// Keeps the answer. Returns who waits for it, unless the session has been forgotten.
    func finish(_ key: Name, of session: Name, _ reply: Reply, at now: Instant) -> Asker? {
        book.withLock { book in
            book.sessions[session]?.replies.finish(key, reply, at: now)
            return book.sessions[session]?.askers.removeValue(forKey: key)
        }
    }
}
