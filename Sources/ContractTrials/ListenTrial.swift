internal import EnergyProfile
public import Lifeline
public import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// What clients hear of a live server, by the times that messages carry.
public struct ListenTrial: Sendable {
    public let clients: Int
    public let received: Int
    /// Times that a client had to ask for a snapshot, because something did not come.
    public let lost: Int
    /// Replaced by a newer one on their way, as `state` may be.
    public let conflated: Int
    public let latency: Percentiles

    public static func run(
        _ address: Address, _ equipment: Equipment, _ token: Secret?, clients: Int, seconds: Int, _ codec: CodecChoice
    ) async throws(TransportError) -> ListenTrial {
        Holdings.allowDescriptors()
        let loop = EventLoop(name: "ears")
        var options = ClientSession.Options()
        options.token = token
        options.codec = codec
        var guests: [Guest] = []
        do throws(TransportError) {
            for _ in 0..<clients { guests.append(try Guest(address, loop, equipment, options)) }
        } catch {
            await loop.shutdown()
            throw error
        }
        let all = guests
        let trouble = await Crowd.open(all, on: loop)
        guard trouble == nil else {
            await loop.shutdown()
            throw TransportError(.refused, "connect", address.description, trouble ?? "")
        }
        // Until heartbeats have told how far the clocks are apart.
        try? await Task.sleep(for: .milliseconds(1_500))
        await loop.perform { for guest in all { guest.begin() } }
        try? await Task.sleep(for: .seconds(seconds))
        let trial = await loop.perform {
            var latency = Percentiles()
            for guest in all { latency += guest.latency }
            return ListenTrial(
                clients: clients, received: Int(latency.count), lost: all.reduce(0) { $0 + $1.lost },
                conflated: all.reduce(0) { $0 + $1.conflated },
                latency: latency)
        }
        await loop.perform { for guest in all { guest.line.close() } }
        await loop.shutdown()
        return trial
    }
}

/// A client that hears every type of the energy profile. Confined to its loop.
private final class Guest: @unchecked Sendable, Opening {
    // Sendable: who has it touches it on its loop only.
    let line: Line
    private(set) var latency = Percentiles()
    private var isCounting = false
    private var before: (desyncs: UInt64, skipped: UInt64) = (0, 0)

    init(
        _ address: Address, _ loop: EventLoop, _ equipment: Equipment, _ options: ClientSession.Options
    ) throws(TransportError) {
        line = try Line(to: address, on: loop, equipment, options)
        line.hear(Energy.self, EnergyUpdate.self) { [unowned self] in heard($1) }
        line.hear(Energy.self, EnergyField.self) { [unowned self] in heard($1) }
        line.hear(Experience.self, TokenStream.self) { [unowned self] in heard($1) }
        line.hear(Council.self, InterferenceEvent.self) { [unowned self] in heard($1) }
        line.hear(Council.self, ResonanceEvent.self) { [unowned self] in heard($1) }
        line.hear(Rewards.self, RewardEvent.self) { [unowned self] in heard($1) }
    }

    func begin() {
        isCounting = true
        before = (line.counters.desyncs, skipped)
    }

    var lost: Int { Int(line.counters.desyncs &- before.desyncs) }
    var conflated: Int { Int(clamping: Int64(skipped) - Int64(before.skipped)) }

    private var skipped: UInt64 { line.session.channels.values.reduce(0) { $0 &+ $1.skipped } }

    private func heard(_ envelope: Envelope) {
        guard isCounting, let offset = line.session.clockOffset, !envelope.flags.contains(.replay) else { return }
        latency.add(.microseconds(WallClock.now.microseconds &+ offset &- envelope.time.microseconds))
    }
}
