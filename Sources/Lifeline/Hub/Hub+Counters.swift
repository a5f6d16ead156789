public import LifelineCore
public import LifelineSession

extension Hub {
    /// What this hub has done so far.
    public var counters: HubCounters {
        var counters = counts
        counters.encoded = writer.encoded
        counters.encodingTime = writer.encodingTime
        counters.refusedByCodec &+= writer.refused
        for connection in connections { counters.slowSpells &+= connection.session.slowness.spells }
        return counters
    }

    /// What became of all messages on their way to all subscribers, by channel.
    public var deliveries: [ChannelHandle: DeliveryCounts] {
        var sums = counts.deliveries
        for connection in connections { connection.session.addDeliveries(to: &sums) }
        return sums
    }

    /// The same of all channels.
    public var delivery: DeliveryCounts { deliveries.values.reduce(into: DeliveryCounts()) { $0 += $1 } }

    /// Bytes that subscribers are owed and that wait in logs, by channel: what a slow reader costs. State never waits: it
    /// is replaced.
    public var bytesOwed: [ChannelHandle: Int] {
        var sums: [ChannelHandle: Int] = [:]
        for connection in connections {
            for subscription in connection.session.subscriptions where subscription.delivery != .state {
                guard let log = logs[subscription.channel] else { continue }
                sums[subscription.channel, default: 0] += log.bytes(after: max(subscription.position, log.oldest &- 1))
            }
        }
        return sums
    }

    /// Clients that do not keep up at the moment.
    public var slowCount: Int { connections.count { $0.session.slowness.isSlow } }

    /// Smoothed round trips to the clients that answer heartbeats.
    public var roundTrips: [Duration] { connections.compactMap(\.session.pulse.roundTrip) }

    /// Every channel by name, with how much was published on it.
    public var channels: [(entry: Catalogue.Entry, published: UInt64)] {
        shelves.values.map { ($0.entry, logs[$0.entry.handle]?.head ?? 0) }
            .sorted { $0.entry.handle.rawValue < $1.entry.handle.rawValue }
    }
}
