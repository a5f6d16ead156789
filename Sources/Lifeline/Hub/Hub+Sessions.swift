internal import LifelineCore
internal import LifelineSession

extension Hub {
    var recordMax: UInt32 { UInt32(clamping: options.codec.recordBytesMax) }

    /// 128 random bits.
    func newSessionName() -> Name {
        var name = Name()
        for _ in 0..<2 {
            let digits = String(surroundings.entropy(), radix: 16)
            name.storage += String(repeating: "0", count: 16 - digits.count) + digits
        }
        return name
    }

    /// What clients may publish: everything but the protocol's own messages.
    func isPublishable(_ kind: Kind) -> Bool { kind.code >= 0x020 && kind != StateSnapshot.kind }

    /// Sessions whose clients do not come back are forgotten when their grace is over.
    func watchSessions() {
        counts.sessionsLapsed &+= UInt64(roll.expire(at: loop.now))
        guard !isWatchingSessions, let deadline = roll.deadline else { return }
        isWatchingSessions = true
        _ = loop.wake(at: deadline) { [weak self] in
            self?.isWatchingSessions = false
            self?.watchSessions()
        }
    }

    /// Sessions of clients that are here or may come back.
    public var sessionCount: Int { roll.count }
}
