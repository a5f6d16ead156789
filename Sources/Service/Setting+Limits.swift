internal import Lifeline
internal import LifelineCore
internal import LifelineSession

extension Setting {
    /// What a service bounds.
    static let limits: [Setting] = [
        .bytes("record-max", "the largest record taken from a client", 1024...(64 << 20), \.hub.codec.recordBytesMax),
        .bytes("message-max", "the largest message that is published", 1024...(64 << 20), \.hub.messageBytesMax),
        .number("connections-max", .limits, "connections at a time", 1...65_536, \.hub.connectionsMax),
        .number("pending-max", .limits, "connections that have not said hello", 1...65_536, \.hub.pendingMax),
        .number("sessions-away-max", .limits, "sessions that wait for their client", 0...65_536, \.hub.sessionsAwayMax),
        .bytes("hello-max", "the first record of who nobody vouches for", 256...(1 << 20), \.hub.helloBytesMax),
        .time(
            "hello-patience", .limits, "how long a client may take to say hello", 10...60_000,
            \.hub.limits.helloPatience),
        .number("subscriptions-max", .limits, "channels one client hears", 1...65_536, \.hub.limits.subscriptionsMax),
        .number("requests-max", .limits, "requests one client has open", 1...65_536, \.hub.limits.requestsMax),
        .number(
            "requests-burst", .limits, "requests for one method at once, of all with one name", 1...1_000_000,
            \.hub.limits.requestsBurst),
        .number(
            "requests-per-second", .limits, "and a second, in the long run", 1...1_000_000,
            \.hub.limits.requestsPerSecond),
        .number(
            "bad-messages-burst", .limits, "bad messages of one client before it is sent away", 1...10_000,
            \.hub.limits.badMessagesBurst),
        .number("window-max", .limits, "records a client may leave unacknowledged", 1...1024, \.hub.limits.windowMax),
        .bytes(
            "queue-max", "bytes that wait for one client on a channel", 1024...(64 << 20), \.hub.limits.queueBytesMax),
        .bytes("log-max", "bytes of a channel's past", 1024...(256 << 20), \.hub.log.bytesMax),
        .number("log-entries-max", .limits, "messages of a channel's past", 1...1_000_000, \.hub.log.entriesMax),
        .bytes("text-max", "text so far that a snapshot brings", 1024...(256 << 20), \.hub.textBytesMax),
        .bytes(
            "outbound-max", "bytes in a socket's queue before data waits", 4096...(64 << 20),
            \.hub.link.outboundBytesMax),
        .bytes(
            "outbound-hard-max", "bytes in a socket's queue at all", 4096...(256 << 20), \.hub.link.outboundBytesHardMax
        ),
        .time(
            "outbound-patience", .limits, "how long a client may read nothing", 100...600_000,
            \.hub.link.outboundPatience),
        .time(
            "slow-after", .limits, "how long something waits for a client before it is called slow", 10...600_000,
            \.hub.limits.slowAfter),
        .time(
            "slow-quiet", .limits, "how long it is not said again that a client is slow", 0...3_600_000,
            \.hub.limits.slowQuiet),
        .time("heartbeat", .limits, "how often a silent client is asked", 50...600_000, \.hub.profile.heartbeat),
        .number(
            "beats-max", .limits, "beats a second; with more clients each is asked less often", 1...1_000_000,
            \.hub.beatsPerSecondMax),
        .time("timeout", .limits, "how long a client may be silent", 100...600_000, \.hub.profile.timeout),
        .time("grace", .limits, "how long a session waits for its client", 0...3_600_000, \.hub.profile.grace),
    ]
}
