public import LifelineCore
public import LifelineSession

/// How a hub behaves, and what it bounds.
public struct HubOptions: Sendable {
    /// Program and version, as `welcome` says.
    public var server: Name = "lifeline/0.1"
    /// Heartbeat, timeout, window and grace. Default: as on one machine.
    public var profile = SessionProfile.local
    /// Beats that a loop sends a second, about: with more clients each is asked less often. Default 400.
    public var beatsPerSecondMax = 400
    /// What each session bounds.
    public var limits = SessionLimits()
    /// What each channel keeps for those who come back.
    public var log = LogLimits()
    /// What is read of a record; the largest is also what `welcome` says.
    public var codec = CodecLimits()
    /// The largest message that is published, by what it takes as JSON. Default 768 KiB: with what else is in its record,
    /// less than what clients take.
    public var messageBytesMax = 768 << 10
    /// What each link bounds; the largest record is `codec`'s.
    public var link = LinkLimits()
    /// The text so far that a `stream` channel keeps for its snapshots. Default 512 KiB.
    public var textBytesMax = 512 << 10
    /// The largest first record of a peer nobody vouches for. Default 4 KiB.
    public var helloBytesMax = 4 << 10
    /// Connections that may be waiting for their hello; one more, and the oldest of them goes. Default 16. A server of
    /// several loops divides this and the next among them, at least one to each.
    public var pendingMax = 16
    /// Connections at a time. Default 1,024.
    public var connectionsMax = 1024
    /// Sessions that wait for their client to come back. Default 1,024; the one that left first goes first.
    public var sessionsAwayMax = 1024

    public init() {}

    /// The profile of a client that comes as the last of so many on its loop. Beats are as far apart as the profile says or
    /// a multiple of that, so that those of many clients still fall together; silence is borne for the two beats more that
    /// it takes.
    func profile(amid connections: Int) -> SessionProfile {
        var profile = profile
        let apart = profile.heartbeat.wholeNanoseconds
        let (product, overflow) = beatsPerSecondMax.multipliedReportingOverflow(by: Int(apart))
        let atOnce = overflow ? Int.max : max(product / 1_000_000_000, 1)
        let times = (max(connections, 1) - 1) / atOnce + 1
        profile.heartbeat *= times
        profile.timeout += (profile.heartbeat - .nanoseconds(apart)) * 2
        return profile
    }

    /// What one of so many loops may take.
    func divided(by loops: Int) -> HubOptions {
        var options = self
        options.pendingMax = max(pendingMax / loops, 1)
        options.connectionsMax = max(connectionsMax / loops, 1)
        return options
    }
}

/// Where a hub or a client gets the wall clock and chance from: the system, or a simulation.
public struct Surroundings {
    /// Unix time, for each `ts` and for clock offsets. It may jump.
    public var wall: () -> Timestamp
    /// 64 fresh random bits. Session names are made of them, so nobody may guess them.
    public var entropy: () -> UInt64

    /// Both are called on the loop, anew each time.
    public init(wall: @escaping () -> Timestamp, entropy: @escaping () -> UInt64) {
        self.wall = wall
        self.entropy = entropy
    }

    /// A channel's epoch: never 0.
    func epoch() -> UInt32 { UInt32(truncatingIfNeeded: entropy()) | 1 }
}
