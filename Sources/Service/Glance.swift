internal import Lifeline
internal import LifelineCore

/// What is looked at each second: it costs little, however many are connected. All there is to know is in `Report`.
struct Glance: Sendable {
    private(set) var roundTrips: [Duration]
    private(set) var connections: Int
    private(set) var published: UInt64
    private(set) var records: UInt64

    private init(_ hub: Hub) {
        let counters = hub.counters
        roundTrips = hub.roundTrips
        connections = hub.connectionCount
        published = counters.published
        records = counters.recordsSent
    }

    /// Of all hubs of a server.
    static func at(_ server: Server) async -> Glance {
        let glances = await server.withHubs { Glance($0) }
        var whole = glances[0]
        for glance in glances.dropFirst() {
            whole.roundTrips += glance.roundTrips
            whole.connections += glance.connections
            whole.published &+= glance.published
            whole.records &+= glance.records
        }
        return whole
    }
}
