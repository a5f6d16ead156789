import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Roster
import Testing

@Suite("A client of a server in virtual time")
struct LiveTests {
    @Test("says hello, gets a snapshot of the newest, and then what is live, each message once and in order")
    func live() {
        let world = World()
        world.turn { for tokens in 1...3 { world.hub.publish(update(tokens: UInt32(tokens)), on: Energy.self) } }
        let line = world.line()
        var tokens: [UInt32] = []
        var seqs: [UInt64] = []
        line.hear(Energy.self, EnergyUpdate.self) { update, envelope in
            tokens.append(update.tokens)
            seqs.append(envelope.seq)
        }
        world.turn { line.start() }
        #expect(line.session.state == .open)
        #expect(tokens == [3], "the snapshot has the newest")
        for next in 4...9 { world.turn { world.hub.publish(update(tokens: UInt32(next)), on: Energy.self) } }
        #expect(tokens == [3, 4, 5, 6, 7, 8, 9])
        #expect(seqs == [3, 4, 5, 6, 7, 8, 9])
    }

    @Test("that asked for a slower rate gets the newest once its time has come, though nothing more is published")
    func slowerRate() {
        let world = World()
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[{"name":"energy","maxRate":2}]}"#))
        _ = peer.news()
        for tokens in 1...5 { world.turn { world.hub.publish(update(tokens: UInt32(tokens)), on: Energy.self) } }
        #expect(peer.news().count == 1, "the first goes at once")
        world.loop.run(for: .milliseconds(600))
        let late = peer.news().filter { $0.contains("energy_update") }
        #expect(late.count == 1 && late[0].contains("\"tokens\":5"), "\(late)")
    }

    @Test(
        "may ask for any rate: what no clock can keep is brought to what one can",
        arguments: ["1e-38", "1e38", "0", "-1", "0.001"])
    func strangeRate(rate: String) {
        let world = World()
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[{"name":"energy","maxRate":\#(rate)}]}"#))
        world.turn { world.hub.publish(update(tokens: 1), on: Energy.self) }
        #expect(!peer.news().isEmpty)
    }

    @Test("goes on behind messages of types it does not know", arguments: [CodecChoice.json, .energy])
    func strangers(codec: CodecChoice) {
        let world = World(repertoire: Repertoire.stock.speaking(Novelty.self))
        let line = world.line { $0.codec = codec }
        var tokens: [UInt32] = []
        line.hear(Energy.self, EnergyUpdate.self) { update, _ in tokens.append(update.tokens) }
        world.turn { line.start() }
        // More than fill the window, each in a record of its own.
        for _ in 0..<40 { world.turn { world.hub.publish(Novelty(), on: Council.self) } }
        world.turn { world.hub.publish(update(tokens: 7), on: Energy.self) }
        world.loop.run(for: .milliseconds(200))
        #expect(tokens.last == 7)
        #expect(line.counters.unknown >= 40)
        #expect(line.session.state == .open)
    }

    @Test("costs no encoding if nobody listens, and one per message if hundred do")
    func encodeOnce() {
        let world = World()
        for tokens in 1...100 { world.turn { world.hub.publish(update(tokens: UInt32(tokens)), on: Energy.self) } }
        #expect(world.hub.counters.encoded == 0)
        var heard = 0
        let lines = (0..<100).map { _ in world.line { $0.channels = ["energy"] } }
        for line in lines {
            line.hear(Energy.self, EnergyUpdate.self) { _, _ in heard += 1 }
            world.turn { line.start() }
        }
        heard = 0
        let before = world.hub.counters
        world.turn { world.hub.publish(update(tokens: 101), on: Energy.self) }
        #expect(heard == 100)
        #expect(world.hub.counters.encoded - before.encoded == 1)
        #expect(world.hub.counters.recordsSent - before.recordsSent == 100)
    }

    @Test("hears all of a tick in one record")
    func oneRecord() {
        let world = World()
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test"}"#))
        _ = peer.news()
        world.turn {
            world.hub.frame = 12
            world.hub.publish(update(tokens: 1), on: Energy.self)
            world.hub.publish(piece(1, at: 0, "Hi"), on: Experience.self)
        }
        let news = peer.news()
        #expect(news.count == 1)
        #expect(news.first?.first == "[")
        #expect(news.first?.contains("\"frame\":12") == true)
    }

    @Test("that does not acknowledge gets no more than its window, and then the newest only")
    func window() {
        let world = World()
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[{"name":"energy"}],"window":2}"#))
        _ = peer.news()
        for tokens in 1...10 { world.turn { world.hub.publish(update(tokens: UInt32(tokens)), on: Energy.self) } }
        // The snapshot was the first record of the window.
        #expect(peer.news().count == 1)
        peer.say(control("ack", #"{"received":2}"#))
        let news = peer.news().filter { $0.contains("energy_update") }
        #expect(news.count == 1)
        #expect(news.first?.contains("\"tokens\":10") == true)
        #expect(world.hub.delivery.conflated == 8)
        #expect(world.hub.delivery.total == 10)
    }

    @Test("that is behind gets the pieces of a text as one, and no text is lost")
    func joining() {
        let world = World()
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[{"name":"experience"}],"window":1}"#))
        _ = peer.news()
        var at: UInt64 = 0
        for word in ["The ", "light ", "is ", "on"] {
            world.turn { world.hub.publish(piece(5, at: at, word), on: Experience.self) }
            at += UInt64(word.utf8.count)
        }
        #expect(peer.news().isEmpty)
        peer.say(control("ack", #"{"received":1}"#))
        let news = peer.news().filter { $0.contains("token_stream") }
        #expect(news.count == 1)
        #expect(news.first?.contains(#""text":"The light is on""#) == true)
        #expect(news.first?.contains(#""from":1"#) == true)
        #expect(world.hub.delivery.joined == 3)
    }

    @Test("that is behind on two texts at once gets both, and loses its place in neither")
    func joiningTwo() {
        let world = World()
        let line = world.line { $0.channels = ["experience"] }
        var texts: [UInt32: String] = [:]
        line.hear(Experience.self, TokenStream.self) { piece, _ in
            texts[piece.stream, default: ""] += piece.text.storage
        }
        world.turn { line.start() }
        line.hear(Energy.self, EnergyUpdate.self) { _, _ in }
        // Held back: nothing is acknowledged, so that the window fills.
        for round in 0..<40 {
            world.turn {
                world.hub.publish(piece(1, at: UInt64(round), "a"), on: Experience.self)
                world.hub.publish(piece(2, at: UInt64(round), "b"), on: Experience.self)
            }
        }
        world.loop.run(for: .seconds(1))
        #expect(texts[1] == String(repeating: "a", count: 40))
        #expect(texts[2] == String(repeating: "b", count: 40))
        #expect(line.counters.desyncs == 0)
    }

    /// A message type of a server that is newer than its clients.
    struct Novelty: Abstract {
        static let kind = Kind(0x400, "novelty")
        var number: UInt32 = 0

        @inline(__always)
        static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Novelty, _ v: inout V) {
            v.field("number", &m.number)
        }
    }

    @Test(
        "that hears of types it does not know acknowledges them, too, or its window would fill",
        arguments: [CodecChoice.json, .energy])
    func novelties(codec: CodecChoice) {
        let world = World(repertoire: .stock.speaking(Novelty.self))
        let line = world.line { $0.codec = codec }
        var tokens: [UInt32] = []
        line.hear(Energy.self, EnergyUpdate.self) { update, _ in tokens.append(update.tokens) }
        world.turn { line.start() }
        for number in 1...100 as ClosedRange<UInt32> {
            world.turn {
                var novelty = Novelty()
                novelty.number = number
                world.hub.publish(novelty, on: Energy.self)
            }
        }
        world.loop.run(for: .seconds(1))
        world.turn { world.hub.publish(update(tokens: 7), on: Energy.self) }
        #expect(tokens == [7])
        #expect(line.counters.unknown == 100)
        #expect(world.hub.counters.badMessages == 0, "nothing was acknowledged that was never sent")
    }
}

/// A type of a newer application.
private struct Novelty: Abstract {
    static let kind = Kind(0x4F0, "novelty")
    var value: UInt32 = 1
    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Novelty, _ v: inout V) {
        v.field("value", &m.value)
    }
}
