internal import LifelineCore
internal import LifelineSimulation

/// Between the hub and its end of a link: sees that no more is under way than may be, and breaks what is planted.
final class Tap: Link, LinkOwner {
    let link: SimLink
    var owner: (any LinkOwner)?
    /// What the client at the other end asked for.
    var window = 8
    /// Who is at the other end, if it is a client; and at which of the server's loops this one is.
    weak var guest: Guest?
    let place: Int
    private unowned let world: HubWorld
    private var recordsSent = 0
    private var recordsAcknowledged = 0
    private var held: Record?
    private(set) var isOpen = true
    /// Control is exempt from the window: what may wait of it beside the data.
    static let controlBytesMax = 16 << 10

    init(_ link: SimLink, _ world: HubWorld, on place: Int) {
        self.link = link
        self.world = world
        self.place = place
        link.owner = self
    }

    var peer: Peer { link.peer }
    var greeting: Greeting { link.greeting }

    /// A data record: those are shared.
    func send(_ record: Record) -> Flow {
        if world.plant == .forgetsRecord, world.random.chance(0.003) { return .open }
        recordsSent += 1
        let unacknowledged = recordsSent - recordsAcknowledged
        world.judge.expect(unacknowledged <= window, "\(unacknowledged) records are under way, the window is \(window)")
        if unacknowledged == window { world.judge.saw(.windowFull) }
        let size = record.bytes.count
        world.judge.expect(size <= HubWorld.recordBytesMax, "a data record of \(size) bytes")
        if world.plant == .mixesRecords { return mix(record) }
        return noted(link.send(record))
    }

    private func mix(_ record: Record) -> Flow {
        guard let last = held else {
            if world.random.chance(0.01) { held = record }
            return held == nil ? noted(link.send(record)) : .open
        }
        held = nil
        _ = noted(link.send(record))
        return noted(link.send(last))
    }

    func send(copying bytes: UnsafeRawBufferPointer, _ form: RecordForm) -> Flow {
        if world.plant == .forgetsLag, Tap.kind(bytes, form, Lag.kind) { return .open }
        return noted(link.send(copying: bytes, form))
    }

    private func noted(_ flow: Flow) -> Flow {
        if flow == .congested { world.judge.saw(.congested) }
        let waiting = link.bytesWaiting
        let bound = window * HubWorld.recordBytesMax + Tap.controlBytesMax
        world.judge.expect(waiting <= bound, "\(waiting) bytes wait for one client, \(bound) may")
        return flow
    }

    func pause() { link.pause() }
    func resume() { link.resume() }

    func close(_ close: Close) {
        if close == .heartbeatTimeout { world.judge.saw(.heartbeatLost) }
        if world.plant == .neverGivesUp, close == .heartbeatTimeout || close == .lost { return }
        if close == .helloTimeout { world.judge.saw(.helloTimeout) }
        if close == .superseded, let tap = guest?.tap, tap.place != place { world.judge.saw(.supersededElsewhere) }
        link.close(close)
    }

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        if Tap.kind(record, form, Ack.kind) {
            recordsAcknowledged = max(recordsAcknowledged, Tap.received(record, form))
            if world.plant == .losesAcks { return }
        }
        owner?.received(record, form)
    }

    func drained() { owner?.drained() }

    func closed(_ close: Close) {
        isOpen = false
        let last = owner
        owner = nil
        last?.closed(close)
        world.left(self)
    }

    // MARK: Reading over the shoulder

    /// True if the record is one message of this kind, as our own writers send it.
    private static func kind(_ record: UnsafeRawBufferPointer, _ form: RecordForm, _ kind: Kind) -> Bool {
        guard form == .text else {
            return record.count >= 56 && record.loadUnaligned(fromByteOffset: 2, as: UInt16.self) == kind.code
        }
        return record.starts(with: Array(#"{"channel":"system","type":"\#(kind.name)""#.utf8))
    }

    private static func received(_ ack: UnsafeRawBufferPointer, _ form: RecordForm) -> Int {
        guard form == .text else { return Int(ack.loadUnaligned(fromByteOffset: 48, as: UInt64.self)) }
        let digits = ack.reversed().drop { !(0x30...0x39).contains($0) }.prefix { (0x30...0x39).contains($0) }
        return Int(String(decoding: digits.reversed(), as: UTF8.self)) ?? 0
    }
}
