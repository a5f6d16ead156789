internal import Lifeline
internal import LifelineCore
internal import LifelineSession

/// What hubs count, and how much waits at them: of one, or of all of a server together.
struct Report: Sendable {
    private(set) var counters: HubCounters
    private(set) var deliveries: [ChannelHandle: DeliveryCounts]
    private(set) var bytesOwed: [ChannelHandle: Int]
    private(set) var roundTrips: [Duration]
    private(set) var connections: Int
    private(set) var slow: Int
    /// Sessions are the server's, and so are channels with what was published on them: home knows.
    let sessions: Int
    let channels: [(entry: Catalogue.Entry, published: UInt64)]

    init(_ hub: Hub) {
        counters = hub.counters
        deliveries = hub.deliveries
        bytesOwed = hub.bytesOwed
        roundTrips = hub.roundTrips
        connections = hub.connectionCount
        slow = hub.slowCount
        sessions = hub.sessionCount
        channels = hub.channels
    }

    /// Home's, and what the others add.
    static func of(_ server: Server) async -> Report {
        let reports = await server.withHubs { Report($0) }
        var whole = reports[0]
        for report in reports.dropFirst() { whole.add(report) }
        return whole
    }

    private mutating func add(_ other: Report) {
        counters += other.counters
        deliveries.merge(other.deliveries) { $0 + $1 }
        bytesOwed.merge(other.bytesOwed) { $0 + $1 }
        roundTrips += other.roundTrips
        connections += other.connections
        slow += other.slow
    }

    var delivery: DeliveryCounts { deliveries.values.reduce(into: DeliveryCounts()) { $0 = $0 + $1 } }
}
