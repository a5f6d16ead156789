internal import EnergyProfile
internal import Lifeline
internal import LifelineCore
internal import LifelineSession
internal import LifelineUV

/// One client that listens to a drum. Confined to its loop.
final class Ear: @unchecked Sendable, Opening {
    // Sendable: who has it touches it on its loop only.
    let line: Line
    /// Beats heard, and those that came twice or in the wrong order.
    private(set) var beats = 0
    private(set) var disordered = 0
    private(set) var last: UInt32 = 0
    private var openedAt = Duration.zero

    /// Beats that gave way to a newer one: a `state` channel may, while something does not keep up, and says so.
    var conflated: Int { Int(line.session.channels[Energy.handle]?.skipped ?? 0) }

    init(
        to address: Address, on loop: EventLoop, _ equipment: Equipment, _ options: ClientSession.Options,
        _ meter: Meter, witness: TrialServer.Witness? = nil
    ) throws(TransportError) {
        line = try Line(to: address, on: loop, equipment, options)
        line.tap = witness
        line.hear(Energy.self, EnergyUpdate.self) { [unowned self] update, _ in
            let playedAt = Duration.nanoseconds(Int64(update.total))
            // A snapshot tells of beats that were played before anybody listened.
            guard playedAt > openedAt else { return }
            guard update.tokens > last else { return disordered += 1 }
            last = update.tokens
            beats += 1
            meter.heard(playedAt: playedAt)
        }
        line.stateChanged = { [unowned self] state in
            if state == .open, last == 0 { openedAt = Clocks.now }
        }
    }
}
