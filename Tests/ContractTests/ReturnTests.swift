import EnergyProfile
import LifelineCore
import LifelineSession
import LifelineUV
import Roster
import Testing

@testable import ContractTrials
@testable import Lifeline

@Suite("A client that loses its server", .serialized, .timeLimit(.minutes(1)))
struct ReturnTests {
    @Test(
        "is cut in mid-stream, comes back after two seconds, and has missed nothing",
        arguments: [CodecChoice.json, .energy])
    func back(codec: CodecChoice) async throws {
        let server = try await TrialServer(.stock, witness: Witness.shared.witness)
        let loop = EventLoop(name: "returning")
        let guest = Returning(to: server.webSocket, on: loop, token: server.server.token, codec)
        try await guest.until { $0.isOpen && $0.line.counters.snapshots == 4 }
        let (events, tokens) = (
            server.server.channel(Council.self), StreamWriter(server.server.channel(Experience.self))
        )
        let energy = server.server.channel(Energy.self)
        func play(_ numbers: ClosedRange<UInt32>) async throws {
            for number in numbers {
                var event = ResonanceEvent()
                event.event = number
                events.publish(event)
                tokens.write(2)
                var update = EnergyUpdate()
                update.tokens = number
                energy.publish(update)
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        try await play(1...20)
        await guest.cut()
        // Two seconds away; what is published meanwhile is owed.
        try await play(21...120)
        try await Task.sleep(for: .seconds(1))
        await guest.mayReturn()
        try await play(121...140)
        try await guest.until { $0.events.count >= 140 && $0.newest == 140 && $0.reader.text == tokens.text }
        let seen = await loop.perform { (guest.events, guest.newest, guest.wasResumed, guest.recovered) }
        #expect(seen.0 == Array(1...140), "events came once each, in order")
        #expect(seen.1 == 140)
        #expect(seen.2 == true, "the session was taken up again")
        #expect(seen.3.isSuperset(of: ["council", "experience"]), "state comes as a snapshot, the rest as replay")
        await guest.close()
        await server.close()
    }

    @Test("meets another one at the same address: a new epoch and a snapshot, then live")
    func restart() async throws {
        let folder = "/tmp/lifeline-restart-\(UInt32.random(in: 0...UInt32.max))"
        defer { removeFolder(folder) }
        let address = Address(scheme: "unix", rest: "\(folder)/engine.sock")
        var server = Server(.stock)
        try await server.listen(address.description)
        let loop = EventLoop(name: "returning")
        let guest = Returning(to: address, on: loop, token: nil, .json)
        try await guest.until { $0.isOpen && $0.line.counters.snapshots == 4 }
        server.channel(Energy.self).publish(update(1))
        try await guest.until { $0.newest == 1 }
        let before = await loop.perform { guest.epochs }
        await server.shutdown()

        server = Server(.stock)
        server.channel(Energy.self).publish(update(7))
        try await server.listen(address.description)
        try await guest.until { $0.newest == 7 }
        let (after, resumed, snapshots) = await loop.perform {
            (guest.epochs, guest.wasResumed, guest.line.counters.snapshots)
        }
        #expect(before.count == 4 && after.count == 4)
        #expect(before.allSatisfy { after[$0.key] != $0.value }, "no epoch is that of the earlier server")
        #expect(resumed == false)
        #expect(snapshots == 8)
        server.channel(Energy.self).publish(update(8))
        try await guest.until { $0.newest == 8 }
        await guest.close()
        await server.shutdown()
    }

    private func update(_ tokens: UInt32) -> EnergyUpdate {
        var update = EnergyUpdate()
        update.tokens = tokens
        return update
    }
}
