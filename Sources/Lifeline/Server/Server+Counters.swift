public import LifelineCore
public import LifelineSession
internal import LifelineUV

/// What all loops of a server have done together.
extension Server {
    /// Runs `body` on each loop, with its hub, home first: what one of them counts is a part of the whole.
    public func withHubs<Value: Sendable>(_ body: @escaping @Sendable (Hub) -> Value) async -> [Value] {
        var values: [Value] = []
        for core in cores { values.append(await core.loop.perform { body(core.hub) }) }
        return values
    }

    /// What all its hubs have done so far, added up.
    public var counters: HubCounters {
        get async { await withHubs { $0.counters }.reduce(into: HubCounters()) { $0 += $1 } }
    }

    /// What became of all messages on their way to all subscribers, by channel.
    public var deliveries: [ChannelHandle: DeliveryCounts] {
        get async { await withHubs { $0.deliveries }.reduce(into: [:]) { $0.merge($1) { $0 + $1 } } }
    }

    /// The same of all channels.
    public var delivery: DeliveryCounts {
        get async { await withHubs { $0.delivery }.reduce(into: DeliveryCounts()) { $0 += $1 } }
    }

    /// Connections at the moment, on all loops.
    public var connectionCount: Int {
        get async { await withHubs { $0.connectionCount }.reduce(0, +) }
    }
}
