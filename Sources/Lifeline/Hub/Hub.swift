public import LifelineCore
internal import LifelineSession

/// The middle of a server on one loop: channels on one side, connections on the other, and a tick that brings the
/// messages of the former to the latter.
///
/// Works on any loop and any link. Confined to its loop, and synchronous: what is published in a turn leaves in one
/// send per link when the turn ends.
///
/// ```swift
/// let hub = Hub(on: loop, .stock, OpenAuthenticator(), surroundings)
/// listener = try transport.listen(address, on: loop) { hub.accept($0) }
/// hub.publish(update, on: Energy.self)
/// ```
public final class Hub: TurnTask {
    /// The one it is confined to.
    public let loop: any Loop
    /// The codecs, message types and channels it began with.
    public let repertoire: Repertoire
    /// As they were given; of several loops, this one's part.
    public let options: HubOptions
    /// Which of its server's hubs this is, and what they share.
    let number: Int
    let relay: Relay?
    let authenticator: any Authenticator
    let surroundings: Surroundings
    let writer: RecordWriter

    var logs = ChannelLogs<Publication>()
    var shelves: [ChannelHandle: Shelf] = [:]
    var handles: [ChannelName: ChannelHandle] = [:]
    /// In the order of the catalogue.
    var builtIn: [ChannelName] = []
    /// Those that have a right to live.
    private(set) var connections: [Connection] = []
    /// Where each is among them, by its number.
    private(set) var places: [UInt64: Int] = [:]
    let roll: SessionRoll
    var handlers: [Name: (RequestCall) -> Void] = [:]
    var startup: StartupComplete?
    var counts = HubCounters()
    /// Who hears what happens here, in the order in which they came.
    var watchers: [WeakWatcher] = []
    /// The number of the tick that is being published, 0 for none; it goes into each envelope.
    public var frame: UInt32 = 0

    /// At home: what those that follow have not been told.
    var fresh = News()
    /// Elsewhere: what clients have published in this turn.
    var offerings: [Offering] = []

    var isWatchingSessions = false
    private var isTickDue = false
    private var isTurnEndDue = false
    /// Connections that want to be looked at when this turn ends, although there is nothing new for all.
    private var flushesDue: [Connection] = []
    /// The records of this tick, by what is in them.
    var tickRecords: [RecordPlan: Record] = [:]
    private(set) var isShutDown = false

    /// Opens every channel of the repertoire in an epoch of its own. Clients come by `accept`.
    public convenience init(
        on loop: any Loop, _ repertoire: Repertoire, _ authenticator: any Authenticator, _ surroundings: Surroundings,
        _ options: HubOptions = HubOptions()
    ) {
        self.init(on: loop, repertoire, authenticator, surroundings, options, number: Relay.home, of: nil)
    }

    /// One of several hubs on several loops, which share `relay`.
    init(
        on loop: any Loop, _ repertoire: Repertoire, _ authenticator: any Authenticator, _ surroundings: Surroundings,
        _ options: HubOptions, number: Int, of relay: Relay?
    ) {
        self.loop = loop
        self.repertoire = repertoire
        self.authenticator = authenticator
        self.surroundings = surroundings
        self.options = options
        self.number = number
        self.relay = relay
        writer = RecordWriter(repertoire, turns: relay?.walking)
        roll = relay?.roll ?? SessionRoll(options)
        for entry in repertoire.channels { open(entry) }
        relay?.admit(self)
    }

    // MARK: Connections

    /// Takes a link that a transport has made.
    public func accept(_ link: any Link) {
        guard !isShutDown else { return link.close(.goingAway) }
        guard connections.count < options.connectionsMax else { return link.close(.tooManySessions) }
        counts.connections &+= 1
        let connection = Connection(self, link)
        places[connection.seat.connection] = connections.count
        connections.append(connection)
        link.owner = connection
        let pending = connections.lazy.filter { $0.session.phase == .awaitingHello }
        if pending.count > options.pendingMax {
            pending.min { $0.seat.connection < $1.seat.connection }?.close(.helloTimeout)
        }
        connection.opened()
    }

    func left(_ connection: Connection) {
        guard let place = places.removeValue(forKey: connection.seat.connection) else { return }
        connection.session.addDeliveries(to: &counts.deliveries)
        counts.slowSpells &+= connection.session.slowness.spells
        connections.swapAt(place, connections.count - 1)
        connections.removeLast()
        if place < connections.count { places[connections[place].seat.connection] = place }
        if let name = connection.sessionName {
            roll.left(name, connection.seat, mayComeBack: connection.mayComeBack, at: loop.now)
        }
    }

    /// Says goodbye to everybody: what waits is still sent, nobody new comes in.
    public func shutdown(_ close: Close = .goingAway) {
        isShutDown = true
        for connection in connections { connection.close(close) }
    }

    /// Connections at the moment, those that have yet to say hello among them.
    public var connectionCount: Int { connections.count }

    func connection(_ seat: Seat) -> Connection? { places[seat.connection].map { connections[$0] } }

    /// The services are ready: clients leave their loading screens, now and whenever one comes.
    public func ready(_ startup: StartupComplete) {
        everywhere { $0.startup = startup }
        tell(startup)
    }

    // MARK: Ticks

    /// Everybody may be owed something when this turn ends.
    func needTick() {
        isTickDue = true
        needTurnEnd()
    }

    /// This one alone may: it has room again, or asked for something. With many clients most turns are of that kind.
    func needFlush(_ connection: Connection) {
        guard !isTickDue, !connection.isFlushDue else { return }
        connection.isFlushDue = true
        flushesDue.append(connection)
        needTurnEnd()
    }

    func needTurnEnd() {
        guard !isTurnEndDue else { return }
        isTurnEndDue = true
        loop.atTurnEnd(self)
    }

    public func turnEnded() {
        isTurnEndDue = false
        if let relay { bringOfferings(through: relay) }
        // By index: flushing may put more on the list.
        var index = 0
        while index < flushesDue.count {
            flushesDue[index].isFlushDue = false
            if !isTickDue { flushesDue[index].flush() }
            index += 1
        }
        flushesDue.removeAll(keepingCapacity: true)
        if isTickDue { tick() } else { tickRecords.removeAll(keepingCapacity: true) }
    }

    /// The same as `tick`, and nothing while nobody has published: looking at thousands of idle clients costs, too.
    public func tickIfDue() {
        if isTickDue { tick() }
    }

    /// Brings everybody what they are owed. Comes by itself at the end of a turn in which something was published.
    public func tick() {
        isTickDue = false
        if let relay { spreadNews(through: relay) }
        // By index: a connection may go while this runs, and another take its place.
        var index = 0
        while index < connections.count {
            connections[index].flush()
            index += 1
        }
        tickRecords.removeAll(keepingCapacity: true)
    }
}
