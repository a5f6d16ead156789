public import LifelineCore
import Testing

/// A peer that asks and never reads, beside one that does.
public struct Deaf {
    private let world: SocketWorld
    private let opening: [UInt8]
    private let answering: [UInt8]
    private let transport: (LinkLimits) -> any Transport

    /// `opening` has a link made and is one record; it is answered with `answering`, and an echo of what follows.
    public init(
        _ world: SocketWorld, opening: [UInt8], answering: [UInt8], _ transport: @escaping (LinkLimits) -> any Transport
    ) {
        self.world = world
        self.opening = opening
        self.answering = answering
        self.transport = transport
    }

    public func run() throws {
        var limits = LinkLimits()
        limits.outboundBytesMax = 256 << 10
        limits.outboundBytesHardMax = 1 << 20
        limits.outboundPatience = .milliseconds(300)
        try flooded(limits)
        try patient(limits)
        try demand(world.end() == [])
    }

    /// An owner that ignores every `.congested`: the hard limit holds.
    private func flooded(_ limits: LinkLimits) throws {
        let station = try Station(world, transport(limits))
        let clients = (0..<8).compactMap { _ in station.call(receiveBuffer: 4_096) }
        for client in clients { client.send(opening) }
        try demand(station.wait { $0.count == 8 })
        let before = ThisProcess.residentBytes
        let record = [UInt8](repeating: 0x78, count: 10_000)
        for _ in 0..<2_000 { station.ask { for recorder in $0 { recorder.send(record) } } }
        let after = ThisProcess.residentBytes
        try demand(station.wait { $0.allSatisfy { $0.closes == [.slowConsumer] } }, "160 MB to the deaf, and no end")
        try demand(ThisProcess.isSanitized || after - before < 24 << 20, "\((after - before) >> 20) MiB")
        station.close()
    }

    /// An owner that heeds it: the patience ends it, and its neighbour's answers come at once all the while.
    private func patient(_ limits: LinkLimits) throws {
        let station = try Station(world, transport(limits)) { recorder in
            recorder.keepsRecords = false
            recorder.onReceived = { recorder, bytes, form in recorder.send(Array(bytes), form) }
        }
        guard let deaf = station.call(receiveBuffer: 4_096) else { throw Unmet() }
        deaf.send(opening)
        try demand(station.wait { $0.count == 1 })
        guard let near = station.call() else { throw Unmet() }
        near.send(opening)
        try demand(near.receive(answering.count).count == answering.count && near.receiveSome()?.isEmpty == false)
        let record = [UInt8](repeating: 0x78, count: 50_000)
        let clock = ContinuousClock()
        var start = clock.now
        var drains = -1
        var slowest = Duration.zero
        var trips = 0
        while !station.ask({ $0[0].isClosed }), start.duration(to: clock.now) < .seconds(5) {
            // The system takes the first megabytes off our hands.
            station.ask { links in
                guard links[0].drains > drains else { return }
                drains = links[0].drains
                start = clock.now
                while links[0].send(record) == .open {}
            }
            let asked = clock.now
            station.ask { $0[1].send([0x5B, 0x5D]) }
            try demand(near.receiveSome()?.isEmpty == false)
            slowest = max(slowest, asked.duration(to: clock.now))
            trips += 1
        }
        let lasted = start.duration(to: clock.now)
        try demand(station.ask { $0[0].closes } == [.slowConsumer])
        try demand(lasted >= .milliseconds(250) && lasted < .seconds(3), "closed after \(lasted)")
        try demand(slowest < .milliseconds(250), "the neighbour waited \(slowest), in \(trips) trips")
        try demand(station.ask { $0[1].closes.isEmpty })
        deaf.close()
        near.close()
        try demand(station.wait { $0.allSatisfy(\.isClosed) })
        station.close()
    }
}
