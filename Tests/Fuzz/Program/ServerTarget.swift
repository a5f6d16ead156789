import EnergyProfile
import FuzzKit
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import LoopbackTransport
import Roster

final class ServerTarget {
    private static let address = Address(scheme: "loop", rest: "server")
    private let loop = SimLoop()
    private let transport: LoopbackTransport
    private let hub: Hub
    private var listener: (any Listener)?
    private var guests: [FuzzGuest] = []
    private var current = 0
    private var published: UInt32 = 0

    private init() {
        var limits = LinkLimits()
        limits.outboundBytesMax = 2_000
        limits.outboundBytesHardMax = 40_000
        transport = LoopbackTransport(limits: limits)
        var options = HubOptions()
        options.connectionsMax = 8
        options.pendingMax = 3
        options.sessionsAwayMax = 4
        options.limits.queueBytesMax = 2_000
        options.log.bytesMax = 4_000
        options.log.entriesMax = 16
        options.textBytesMax = 512
        var next: UInt64 = 0
        let loop = loop
        let surroundings = Surroundings(
            wall: { Timestamp(microseconds: 1_692_300_000_000_000 + loop.now.nanoseconds / 1_000) },
            entropy: {
                next &+= 0x9E37_79B9_7F4A_7C15
                return next
            })
        let everything = OpenAuthenticator(rights: [.read, .publish, .request])
        hub = Hub(on: loop, RecordTarget.repertoire, everything, surroundings, options)
        listener = try? transport.listen(ServerTarget.address, on: loop) { [unowned hub] in hub.accept($0) }
        connect()
    }

    static func run(_ input: UnsafeRawBufferPointer) {
        let world = ServerTarget()
        for step in Script(input).steps { world.take(step) }
        world.end()
    }

    private func connect() {
        let guest = FuzzGuest()
        guests.append(guest)
        current = guests.count - 1
        transport.dial(ServerTarget.address, on: loop) { result in
            if case .success(let link) = result { guest.take(link) }
        }
        loop.run(for: .milliseconds(1))
    }

    private func take(_ step: UnsafeRawBufferPointer) {
        let number = step.count > 1 ? step[1] : 0
        switch step.first {
        case UInt8(ascii: "t"): loop.run(for: .milliseconds(Int(number) * 20))
        case UInt8(ascii: "c") where guests.count < 12: connect()
        case UInt8(ascii: "s"): current = Int(number) % guests.count
        case UInt8(ascii: "x"): guests[current].link?.close(number == 0 ? .lost : .normal)
        case UInt8(ascii: "z"): guests[current].link?.pause()
        case UInt8(ascii: "r"): guests[current].link?.resume()
        case UInt8(ascii: "p"): publish(Int(number))
        case let first:
            _ = guests[current].link?.send(copying: step, first == 0xFB ? .binary : .text)
        }
        loop.run(for: .milliseconds(1))
        law(hub.connectionCount <= 8, "\(hub.connectionCount) connections")
        law(hub.sessionCount <= 12, "\(hub.sessionCount) sessions")
    }

    private func publish(_ count: Int) {
        for _ in 0..<count % 32 {
            published += 1
            var update = EnergyUpdate()
            update.model = UInt16(published % 3)
            update.tokens = published
            hub.publish(update, on: Energy.self)
            var event = InterferenceEvent()
            event.event = published
            hub.publish(event, on: Council.self)
        }
    }

    /// Everybody leaves: nothing may be left of them but sessions, and those for their grace.
    private func end() {
        for guest in guests { guest.link?.close(.lost) }
        loop.run(for: .seconds(45))
        law(hub.connectionCount == 0, "\(hub.connectionCount) connections stay when all clients are gone")
        law(hub.sessionCount == 0, "\(hub.sessionCount) sessions outlive their grace")
        listener?.close()
        loop.runUntilIdle(limit: 1 << 12)
    }
}
