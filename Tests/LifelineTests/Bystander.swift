import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Testing

/// A client that has nothing to do with what another does: it goes on as if nothing had been.
final class Bystander {
    private let world: World
    private let line: Line
    private var session: Name?
    private var tokens: [UInt32] = []
    private var events: [UInt32] = []
    private var notices = 0
    private var published: UInt64 = 0

    init(_ world: World) {
        self.world = world
        line = world.line { $0.token = Secret("bystander-token") }
        line.hear(Energy.self, EnergyUpdate.self) { [unowned self] update, _ in tokens.append(update.tokens) }
        line.hear(Council.self, InterferenceEvent.self) { [unowned self] event, _ in events.append(event.event) }
        world.turn { line.start() }
        session = line.session.session
        published = world.hub.counters.published
        line.noticed = { [unowned self] _ in notices += 1 }
        line.stateChanged = { [unowned self] _ in notices += 1 }
    }

    /// Nothing was heard but what is published now, once and in order; nothing was published before.
    func goesOn(_ location: SourceLocation = #_sourceLocation) {
        #expect(world.hub.counters.published == published, sourceLocation: location)
        #expect(tokens.isEmpty && events.isEmpty && notices == 0, sourceLocation: location)
        for number in 1...3 as ClosedRange<UInt32> {
            world.turn { world.hub.publish(update(tokens: number), on: Energy.self) }
            world.turn { world.hub.publish(interference(number), on: Council.self) }
        }
        world.loop.run(for: .seconds(10))
        #expect(tokens == [1, 2, 3] && events == [1, 2, 3], sourceLocation: location)
        #expect(line.session.state == .open && line.session.session == session, sourceLocation: location)
        #expect(line.counters.desyncs == 0 && line.counters.unreadable == 0, sourceLocation: location)
    }
}
