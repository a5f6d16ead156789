internal import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// What the hubs of one server share, each on a loop of its own.
///
/// The first is home: it publishes, gives numbers, answers requests. The others follow: they have the same messages in
/// the same order, and connections of their own. News are there for all of them before any of them sends: whichever
/// hub a client comes to next knows all that the client has seen.
final class Relay: Sendable {
    static let home = 0

    let roll: SessionRoll
    /// The channels' epochs, the same at every hub.
    let epochs: [ChannelHandle: UInt32]
    /// Held while a message is walked that several hubs have, so that no two do it at once. Counts how often: a lock on
    /// nothing at all looks to the thread sanitizer like an access to what lies there.
    let walking = Locked<UInt64>(0)
    private let members: [Member]
    /// What each hub has still to take.
    private let backlogs: Locked<[Backlog]>

    private final class Member: @unchecked Sendable {
        // Sendable: `hub` is set before anything runs on `loop`, and used there.
        let loop: any ReachableLoop
        weak var hub: Hub?
        init(_ loop: any ReachableLoop) { self.loop = loop }
    }

    init(
        _ loops: [any ReachableLoop], _ repertoire: Repertoire, _ surroundings: Surroundings, _ options: HubOptions
    ) {
        members = loops.map { Member($0) }
        backlogs = Locked(Array(repeating: Backlog(options.log), count: loops.count))
        roll = SessionRoll(options)
        var epochs: [ChannelHandle: UInt32] = [:]
        for channel in repertoire.channels { epochs[channel.handle] = surroundings.epoch() }
        self.epochs = epochs
    }

    var count: Int { members.count }

    func admit(_ hub: Hub) { members[hub.number].hub = hub }

    func post(to number: Int, _ body: @escaping @Sendable (Hub) -> Void) {
        let member = members[number]
        member.loop.post { if let hub = member.hub { body(hub) } }
    }

    func postToFollowers(_ body: @escaping @Sendable (Hub) -> Void) {
        for number in members.indices where number != Relay.home { post(to: number, body) }
    }

    // MARK: News

    /// For all who follow. Who still has news to take is not called again. `standing` says where all channels stand with
    /// the latest news.
    func spread(_ latest: News, _ standing: () -> Standing) {
        let idle = backlogs.withLock { backlogs -> [Int] in
            var idle: [Int] = []
            for number in backlogs.indices where number != Relay.home {
                if backlogs[number].isEmpty { idle.append(number) }
                backlogs[number].append(latest, standing)
            }
            return idle
        }
        for number in idle { post(to: number) { $0.catchUp() } }
    }

    func takeBacklog(of number: Int) -> Backlog { backlogs.withLock { $0[number].take() } }
}
