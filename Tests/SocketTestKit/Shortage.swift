import Glibc
public import LifelineCore
import Testing

/// A process that has no descriptor left, and then has some again.
public struct Shortage {
    private let world: SocketWorld
    private let transport: any Transport
    private let speech: [UInt8]

    /// `speech` has a link made and is one record.
    public init(_ world: SocketWorld, _ transport: any Transport, _ speech: [UInt8]) {
        self.world = world
        self.transport = transport
        self.speech = speech
    }

    public func run() throws {
        let station = try Station(world, transport) {
            $0.onReceived = { recorder, bytes, form in recorder.send(Array(bytes), form) }
        }
        guard let first = station.call() else { throw Unmet() }
        first.send(speech)
        try demand(station.wait { $0.first?.records.count == 1 })
        _ = first.receiveSome()
        // While the loop is busy with this, it accepts nobody: the callers get the last descriptors there are.
        let before = ThisProcess.limitDescriptors(to: ThisProcess.descriptors + 12)
        var hoard: [CInt] = []
        let callers = world.ask {
            let callers = (0..<8).compactMap { _ in station.call() }
            while let spare = Optional(dup(2)), spare >= 0 { hoard.append(spare) }
            return callers
        }
        try demand(callers.count == 8)
        for caller in callers { caller.send(speech) }
        let busy = ThisProcess.processorMilliseconds
        usleep(250_000)
        let used = ThisProcess.processorMilliseconds - busy
        try demand(ThisProcess.isSanitized || used < 100, "\(used) ms of processor time in 250 ms without a descriptor")
        let served = station.ask { $0.count }
        try demand(served == 1, "\(served) links: there was no shortage")
        station.ask { _ = $0[0].send([0x5B, 0x5D]) }
        try demand(first.receiveSome()?.isEmpty == false, "who is there is still served")
        for spare in hoard { close(spare) }
        ThisProcess.limitDescriptors(to: before)
        try demand(station.wait { $0.count == callers.count + 1 && $0.allSatisfy { $0.records.count >= 1 } })
        for caller in callers { caller.close() }
        first.close()
        try demand(station.wait { $0.allSatisfy(\.isClosed) })
        try demand(world.end() == [])
    }
}
