public import LifelineCore

/// What was answered to requests with a key, so that one that is sent again is answered again and not done again.
public struct ReplyCache: Sendable {
    /// What is known of a request's key.
    public enum Lookup: Sendable {
        /// Do it, and tell `finish`.
        case new
        /// It is being done; the answer goes to whoever asked last.
        case running
        /// It was done, and this was the answer.
        case done(Reply)
        /// More keys are open than are kept; try again later.
        case full
    }

    private enum State: Sendable {
        case running
        case done(Reply, until: Instant)
    }

    private let keysMax: Int
    private let lifetime: Duration
    private var replies: [Name: State] = [:]
    /// Finished keys, oldest first.
    private var finished: [Name] = []

    /// 256 keys, two minutes.
    public init(keysMax: Int = 256, lifetime: Duration = .seconds(120)) {
        self.keysMax = keysMax
        self.lifetime = lifetime
    }

    /// True if the action was asked for before, and its answer is kept or still to come.
    public func knows(_ key: Name) -> Bool { replies[key] != nil }

    /// Looks a key up, and takes it as begun if it is new.
    public mutating func begin(_ key: Name, at now: Instant) -> Lookup {
        expire(at: now)
        switch replies[key] {
        case .running: return .running
        case .done(let reply, _):
            // Who asks again did not get it: it is kept for as long again.
            replies[key] = .done(reply, until: now.advanced(by: lifetime))
            finished.removeAll { $0 == key }
            finished.append(key)
            return .done(reply)
        case nil: break
        }
        if replies.count >= keysMax {
            // The oldest answer makes room; a request that is still running does not.
            guard !finished.isEmpty else { return .full }
            replies[finished.removeFirst()] = nil
        }
        replies[key] = .running
        return .new
    }

    /// Keeps the answer for whoever asks again, for a while.
    public mutating func finish(_ key: Name, _ reply: Reply, at now: Instant) {
        guard case .running = replies[key] else { return }
        replies[key] = .done(reply, until: now.advanced(by: lifetime))
        finished.append(key)
    }

    private mutating func expire(at now: Instant) {
        while let key = finished.first, case .done(_, let until) = replies[key], until <= now {
            replies[key] = nil
            finished.removeFirst()
        }
    }

    /// Keys that are kept, begun and done.
    public var count: Int { replies.count }
}
