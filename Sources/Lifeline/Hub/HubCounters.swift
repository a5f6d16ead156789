internal import LifelineCore
internal import LifelineSession

/// What a hub has done so far.
public struct HubCounters: Sendable, Hashable {
    /// Messages that were given a seq, on all channels.
    public var published: UInt64 = 0
    /// Of these, by clients.
    public var publishedFromOutside: UInt64 = 0
    /// Messages encoded: each once per codec and variant that somebody was owed.
    public var encoded: UInt64 = 0
    /// What encoding took of published messages and their records.
    public var encodingTime = Duration.zero
    /// Messages that no codec can say, left out.
    public var refusedByCodec: UInt64 = 0
    /// Messages larger than `HubOptions.messageBytesMax`, left out.
    public var tooLarge: UInt64 = 0
    /// Data records sent.
    public var recordsSent: UInt64 = 0
    /// Of these, those whose bytes another subscriber got too.
    public var recordsShared: UInt64 = 0
    /// Messages sent on `system`.
    public var controlSent: UInt64 = 0
    /// Snapshots made: each once, however many subscribers are owed it.
    public var snapshotsMade: UInt64 = 0
    /// Pieces that could not be joined and went one by one.
    public var joinsRefused: UInt64 = 0
    /// Times that a loop stood still for so long that it went on from where the first loop's channels stood.
    public var backlogsReplaced: UInt64 = 0
    /// Times that a client was slow.
    public var slowSpells: UInt64 = 0
    /// What became of messages on their way to subscribers that have left; `Hub.deliveries` adds those that are here.
    var deliveries: [ChannelHandle: DeliveryCounts] = [:]

    /// Links taken; those turned away for want of room are not among them.
    public var connections: UInt64 = 0
    /// Sessions taken up again by their clients.
    public var sessionsResumed: UInt64 = 0
    /// Of these, those whose former connection was still there, and was ended with 4504.
    public var sessionsSuperseded: UInt64 = 0
    /// Sessions forgotten: their clients did not come back in time, or too many were away.
    public var sessionsLapsed: UInt64 = 0
    /// Clients whom the authenticator turned away; whom a transport turned away it never sees.
    public var unauthorized: UInt64 = 0
    /// Messages of clients that could not be read, or were not allowed.
    public var badMessages: UInt64 = 0
    /// Requests, whatever their answers.
    public var requests: UInt64 = 0
    /// Requests that came again and were not done again.
    public var requestsRepeated: UInt64 = 0

    public init() {}
}

extension HubCounters {
    /// Adds up what several loops have counted.
    public static func += (a: inout HubCounters, b: HubCounters) {
        a.published &+= b.published
        a.publishedFromOutside &+= b.publishedFromOutside
        a.encoded &+= b.encoded
        a.encodingTime += b.encodingTime
        a.refusedByCodec &+= b.refusedByCodec
        a.tooLarge &+= b.tooLarge
        a.recordsSent &+= b.recordsSent
        a.recordsShared &+= b.recordsShared
        a.controlSent &+= b.controlSent
        a.snapshotsMade &+= b.snapshotsMade
        a.joinsRefused &+= b.joinsRefused
        a.backlogsReplaced &+= b.backlogsReplaced
        a.slowSpells &+= b.slowSpells
        a.deliveries.merge(b.deliveries) { $0 + $1 }
        a.connections &+= b.connections
        a.sessionsResumed &+= b.sessionsResumed
        a.sessionsSuperseded &+= b.sessionsSuperseded
        a.sessionsLapsed &+= b.sessionsLapsed
        a.unauthorized &+= b.unauthorized
        a.badMessages &+= b.badMessages
        a.requests &+= b.requests
        a.requestsRepeated &+= b.requestsRepeated
    }
}
