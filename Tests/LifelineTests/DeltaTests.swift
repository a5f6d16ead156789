import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Roster
import Testing

@Suite("A delta")
struct DeltaTests {
    @Test("says what changed, to those who said that they put states together; the others get every state whole")
    func ability() {
        let world = World()
        let (able, plain) = (world.peer(), world.peer())
        able.say(control("hello", #"{"client":"test","channels":[{"name":"energy"}],"caps":["delta"]}"#))
        plain.say(control("hello", #"{"client":"test","channels":[{"name":"energy"}]}"#))
        #expect(able.news()[0].contains(#""caps":["delta"]"#))
        #expect(plain.news()[0].contains(#""caps":[]"#))
        for tokens: UInt32 in 1...3 { world.turn { world.hub.publish(update(tokens: tokens), on: Energy.self) } }
        let (changes, wholes) = (able.news(), plain.news())
        #expect(changes.count == 3 && wholes.count == 3)
        #expect(changes[0] == wholes[0], "nothing came before the first")
        for (change, tokens) in zip(changes[1...], 2...) {
            #expect(change.contains(#""delta":true,"payload":{"tokens":\#(tokens)}"#), "\(change)")
        }
        #expect(wholes.allSatisfy { !$0.contains("delta") && $0.contains("\"level\"") })
    }

    @Test("and each sixtieth state whole make what was published", arguments: [CodecChoice.json, .energy, .mixed])
    func whole(codec: CodecChoice) {
        let world = World()
        let line = world.line { $0.codec = codec }
        var (heard, deltas): ([EnergyUpdate], Int) = ([], 0)
        line.hear(Energy.self, EnergyUpdate.self) { update, envelope in
            heard.append(update)
            deltas += envelope.flags.contains(.delta) ? 1 : 0
        }
        world.turn { line.start() }
        let published = (1...150).map { number in
            var update = update(tokens: UInt32(number / 3))
            update.level = Float(number % 7)
            return update
        }
        for update in published { world.turn { world.hub.publish(update, on: Energy.self) } }
        #expect(heard == published)
        #expect(deltas == 147, "all but the first, the 60th and the 120th")
        #expect(line.counters.desyncs == 0)
    }

    @Test("never comes to a line that shows records as they are")
    func notTaken() {
        let world = World()
        let line = world.line { $0.takesDeltas = false }
        var deltas: [Bool] = []
        line.hear(Energy.self, EnergyUpdate.self) { _, envelope in deltas.append(envelope.flags.contains(.delta)) }
        world.turn { line.start() }
        for tokens: UInt32 in 1...3 { world.turn { world.hub.publish(update(tokens: tokens), on: Energy.self) } }
        #expect(deltas == [false, false, false])
    }

    @Test("is never put upon another slot's state")
    func slots() {
        let world = World()
        let line = world.line()
        var (heard, deltas): ([EnergyUpdate], Int) = ([], 0)
        line.hear(Energy.self, EnergyUpdate.self) { update, envelope in
            heard.append(update)
            deltas += envelope.flags.contains(.delta) ? 1 : 0
        }
        world.turn { line.start() }
        let published = (1...20).map { update(UInt16($0 / 2 % 2), tokens: UInt32($0)) }
        for update in published { world.turn { world.hub.publish(update, on: Energy.self) } }
        #expect(heard == published)
        #expect(deltas == 9, "where a model follows itself")
    }

    @Test(
        "never reaches somebody who began to listen only now: the newest comes whole, and what follows is put upon it")
    func lateEar() {
        let world = World()
        let line = world.line()
        world.turn { line.start() }
        func publish(_ tokens: ClosedRange<UInt32>) {
            for tokens in tokens {
                var update = update(tokens: tokens)
                update.level = 0.5
                world.turn { world.hub.publish(update, on: Energy.self) }
            }
        }
        publish(1...2)
        var heard: [EnergyUpdate] = []
        world.turn {
            line.hear(Energy.self, EnergyUpdate.self) { update, _ in heard.append(update) }
        }
        #expect(heard.map(\.tokens) == [2])
        publish(3...5)
        #expect(heard.map(\.tokens) == [2, 3, 4, 5])
        #expect(heard.allSatisfy { $0.level == 0.5 }, "\(heard)")
        #expect(line.counters.desyncs == 0)
    }

    @Test("is not put upon a state that could not be said")
    func unsayable() {
        let world = World()
        let line = world.line()
        var heard: [UInt32] = []
        line.hear(Energy.self, EnergyUpdate.self) { update, _ in heard.append(update.tokens) }
        world.turn { line.start() }
        for tokens: UInt32 in 1...6 {
            var update = update(tokens: tokens)
            if tokens % 2 == 0 { update.level = .nan }
            world.turn { world.hub.publish(update, on: Energy.self) }
        }
        #expect(heard == [1, 3, 5])
        #expect(line.counters.desyncs == 0)
    }
}
