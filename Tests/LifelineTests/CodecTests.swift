import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Roster
import Testing

@Suite("A connection's codec")
struct CodecTests {
    @Test("changes in flight: codec_set is the last record in the old one")
    func switching() {
        let world = World()
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[{"name":"energy"}],"window":0}"#))
        world.turn { world.hub.publish(update(tokens: 1), on: Energy.self) }
        #expect(peer.forms.allSatisfy { $0 == .text })
        peer.say(control("set_codec", #"{"codec":"energy"}"#))
        #expect(peer.news().last?.contains("codec_set") == true)
        let before = peer.forms.count
        world.turn { world.hub.publish(update(tokens: 2), on: Energy.self) }
        #expect(peer.forms.dropFirst(before) == [.binary])
    }

    @Test("mixed: control can be read, data is binary")
    func mixed() {
        let world = World()
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[{"name":"energy"}],"codec":"mixed","window":0}"#))
        world.turn { world.hub.publish(update(tokens: 1), on: Energy.self) }
        peer.say(control("heartbeat", id: 5))
        #expect(peer.forms == [.text, .binary, .binary, .text], "welcome, snapshot, update, answer")
    }

    @Test("is a matter of bytes: a client hears the same in each", arguments: [CodecChoice.json, .energy, .mixed])
    func same(codec: CodecChoice) {
        let world = World()
        world.turn { world.hub.publish(piece(1, at: 0, "It was "), on: Experience.self) }
        world.turn { world.hub.publish(piece(1, at: 7, "a dark"), on: Experience.self) }
        let line = world.line { $0.codec = codec }
        var texts: [String] = []
        line.hear(Experience.self, TokenStream.self) { piece, _ in texts.append(piece.text.storage) }
        var fields: [EnergyField] = []
        line.hear(Energy.self, EnergyField.self) { field, _ in fields.append(copy field) }
        world.turn { line.start() }
        var field = EnergyField()
        field.width = 100
        field.height = 100
        field.cells = (0..<10_000).map { Float($0) / 7 }
        world.turn {
            world.hub.publish(field, on: Energy.self)
            world.hub.publish(piece(1, at: 13, " night", final: true), on: Experience.self)
        }
        #expect(texts == ["It was a dark", " night"], "the text so far, then what is live")
        #expect(fields == [field])
        #expect(line.counters.unreadable == 0)
    }

    @Test("has a driver for every message of the catalogue")
    func catalogue() {
        let kinds = Set(Roster.catalogue.messages.map { $0.kind.code })
        #expect(Set(Repertoire.stock.messages.keys) == kinds)
    }

    @Test("does not matter to a snapshot of many parts")
    func parts() {
        var options = HubOptions()
        options.limits.snapshotPartBytes = 2_048
        options.limits.recordBytes = 4_096
        let world = World(options)
        world.turn {
            for model in 0..<200 { world.hub.publish(update(UInt16(model), tokens: UInt32(model)), on: Energy.self) }
        }
        let line = world.line { $0.channels = ["energy"] }
        var models: Set<UInt16> = []
        line.hear(Energy.self, EnergyUpdate.self) { update, _ in models.insert(update.model) }
        world.turn { line.start() }
        world.loop.run(for: .seconds(1))
        #expect(models.count == 200)
        #expect(line.counters.snapshots == 1)
        #expect(world.hub.counters.snapshotsMade == 1)
    }
}
