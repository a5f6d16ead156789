import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Roster
import Testing

@Suite("Who begins to listen late")
struct LateListenerTests {
    /// What one listener heard of the energy, and from where.
    private final class Ear {
        private(set) var heard: [EnergyUpdate] = []
        private(set) var origins: [MessageOrigin] = []
        private(set) var deltas = 0
        private var number: UInt64 = 0
        var tokens: [UInt32] { heard.map(\.tokens) }

        init(_ line: Line) {
            number = line.hear(Energy.self, EnergyUpdate.self) { [unowned line] update, envelope in
                self.heard.append(update)
                self.origins.append(line.origin)
                self.deltas += envelope.flags.contains(.delta) ? 1 : 0
            }
        }

        func stop(_ line: Line) { line.stopHearing(Energy.self, EnergyUpdate.self, number) }
    }

    private func publish(_ tokens: ClosedRange<UInt32>, in world: World) {
        for tokens in tokens {
            var update = update(tokens: tokens)
            update.level = 0.5
            world.turn { world.hub.publish(update, on: Energy.self) }
        }
    }

    private func opened(_ world: World) -> Line {
        let line = world.line()
        world.turn { line.start() }
        return line
    }

    @Test("beside somebody else has the newest at once, whole, and nobody is asked for it")
    func beside() {
        let world = World()
        let line = opened(world)
        let first = Ear(line)
        publish(1...3, in: world)
        let snapshots = line.counters.snapshots
        let second = Ear(line)
        #expect(second.tokens == [3])
        #expect(second.origins == [.snapshot] && second.deltas == 0)
        publish(4...6, in: world)
        #expect(second.tokens == [3, 4, 5, 6])
        #expect(second.origins == [.snapshot, .live, .live, .live])
        #expect(second.heard.allSatisfy { $0.level == 0.5 }, "\(second.heard)")
        #expect(first.tokens == [1, 2, 3, 4, 5, 6], "the first is told nothing twice")
        #expect(line.counters.snapshots == snapshots && line.counters.desyncs == 0)
    }

    @Test("after somebody else has the newest, not what that one heard last")
    func after() {
        let world = World()
        let line = opened(world)
        let first = Ear(line)
        publish(1...2, in: world)
        first.stop(line)
        publish(3...5, in: world)
        var second: Ear?
        world.turn { second = Ear(line) }
        #expect(second?.tokens == [5])
        publish(6...8, in: world)
        #expect(second?.tokens == [5, 6, 7, 8])
        #expect(second?.heard.allSatisfy { $0.level == 0.5 } == true)
        #expect(first.tokens == [1, 2])
        #expect(line.counters.desyncs == 0)
    }

    @Test("has the newest of every slot, which a line does not keep")
    func slots() {
        let world = World()
        let line = opened(world)
        let first = Ear(line)
        world.turn { world.hub.publish(update(1, tokens: 10), on: Energy.self) }
        world.turn { world.hub.publish(update(2, tokens: 20), on: Energy.self) }
        var second: Ear?
        world.turn { second = Ear(line) }
        #expect(second?.tokens.sorted() == [10, 20])
        #expect(second?.origins == [.snapshot, .snapshot])
        #expect(first.heard.last?.model == 2)
    }

    @Test("from inside another's call has what that one is just told, once")
    func inside() {
        let world = World()
        let line = opened(world)
        var second: Ear?
        line.hear(Energy.self, EnergyUpdate.self) { _, _ in second = second ?? Ear(line) }
        publish(1...3, in: world)
        #expect(second?.tokens == [1, 2, 3])
    }

    @Test("hears nothing of a server that was there before this one")
    func anotherServer() {
        let world = World()
        let line = opened(world)
        let first = Ear(line)
        publish(1...3, in: world)
        world.restart(after: .milliseconds(300))
        world.loop.run(for: .seconds(10))
        #expect(line.session.state == .open)
        var second: Ear?
        world.turn { second = Ear(line) }
        #expect(second?.tokens == [])
        publish(7...7, in: world)
        #expect(second?.tokens == [7])
        #expect(first.tokens == [1, 2, 3, 7])
    }

    @Test("and whoever comes back is told what was missed as such")
    func origins() {
        let world = World()
        let line = world.line()
        var origins: [MessageOrigin] = []
        line.hear(Council.self, InterferenceEvent.self) { [unowned line] _, _ in origins.append(line.origin) }
        world.turn { line.start() }
        world.turn { world.hub.publish(interference(1), on: Council.self) }
        world.cut()
        for event in 2...3 { world.turn { world.hub.publish(interference(UInt32(event)), on: Council.self) } }
        world.loop.run(for: .seconds(1))
        world.turn { world.hub.publish(interference(4), on: Council.self) }
        #expect(origins == [.live, .replay, .replay, .live])
    }
}
