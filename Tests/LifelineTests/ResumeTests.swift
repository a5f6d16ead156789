import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Testing

@Suite("A client whose connection goes")
struct ResumeTests {
    @Test("gets what it missed as replay, each message once and in order")
    func replay() {
        let world = World()
        let line = world.line()
        var events: [UInt32] = []
        var replayed = 0
        line.hear(Council.self, InterferenceEvent.self) { message, envelope in
            events.append(message.event)
            if envelope.flags.contains(.replay) { replayed += 1 }
        }
        world.turn { line.start() }
        for event in 1...5 { world.turn { world.hub.publish(interference(UInt32(event)), on: Council.self) } }
        let name = line.session.session
        world.cut()
        for event in 6...9 { world.turn { world.hub.publish(interference(UInt32(event)), on: Council.self) } }
        world.loop.run(for: .seconds(1))
        #expect(line.session.state == .open)
        #expect(line.session.session == name, "the session is the same")
        #expect(events == Array(1...9))
        #expect(replayed == 4)
        #expect(world.hub.counters.sessionsResumed == 1)
    }

    @Test("is back within a second, whatever the chance", arguments: 1...50)
    func quick(seed: Int) {
        let world = World(seed: UInt64(seed))
        let line = world.line()
        world.turn { line.start() }
        world.cut()
        #expect(world.loop.run(for: .seconds(1)) { line.session.state == .retry }, "seed \(seed)")
        #expect(world.loop.run(for: .seconds(1)) { line.session.state == .open }, "seed \(seed)")
    }

    @Test("gets the whole of a long answer, however small its pieces were")
    func longAnswer() {
        let world = World()
        for place in 0..<6_000 {
            world.turn { world.hub.publish(piece(1, at: UInt64(place * 4), "word"), on: Experience.self) }
        }
        let line = world.line { $0.channels = ["experience"] }
        var text = ""
        line.hear(Experience.self, TokenStream.self) { piece, _ in
            if Int(piece.at) == text.utf8.count { text += piece.text.storage }
        }
        world.turn { line.start() }
        world.loop.run(for: .seconds(1))
        #expect(text.utf8.count == 24_000)
    }

    @Test("gets a snapshot, not a replay, from a server that was started anew")
    func wrongEpoch() {
        let world = World()
        let line = world.line()
        var tokens: [UInt32] = []
        line.hear(Energy.self, EnergyUpdate.self) { update, _ in tokens.append(update.tokens) }
        var grants: [Grant] = []
        line.granted = { grants.append($0) }
        world.turn { line.start() }
        for number in 1...3 { world.turn { world.hub.publish(update(tokens: UInt32(number)), on: Energy.self) } }
        world.restart(after: .milliseconds(300))
        world.turn { world.hub.publish(update(tokens: 100), on: Energy.self) }
        world.loop.run(for: .seconds(10))
        #expect(line.session.state == .open)
        #expect(tokens == [1, 2, 3, 100])
        #expect(grants.count == 8)
        #expect(grants.suffix(4).allSatisfy { !$0.recovered })
    }

    @Test("gets a snapshot if more was missed than is kept")
    func beyondTheRing() {
        var options = HubOptions()
        options.log.entriesMax = 4
        let world = World(options)
        let line = world.line { $0.channels = ["council"] }
        var grants: [Grant] = []
        line.granted = { grants.append($0) }
        world.turn { line.start() }
        world.cut()
        for event in 1...9 { world.turn { world.hub.publish(interference(UInt32(event)), on: Council.self) } }
        world.loop.run(for: .seconds(1))
        #expect(grants.map(\.recovered) == [false, true] || grants.map(\.recovered) == [false, false])
        #expect(line.counters.snapshots == 2)
        #expect(line.session.position(of: "council")?.seq == 9)
    }

    @Test("has its request done exactly once, and answered")
    func requests() {
        let world = World()
        var done = 0
        var pending: [RequestCall] = []
        world.hub.handle("generate") { call in
            done += 1
            pending.append(call)
        }
        let line = world.line()
        world.turn { line.start() }
        var request = Request()
        request.method = "generate"
        request.key = "0b5c7e5a-5f0e-4a5e-9f39-3a8c2b1d4e6f"
        var answers: [Reply] = []
        world.turn { line.request(request) { if case .success(let reply) = $0 { answers.append(reply) } } }
        #expect(done == 1)
        world.cut()
        world.loop.run(for: .seconds(1))
        #expect(done == 1, "asked twice, done once")
        world.turn { pending[0].succeed(Document(canonical: Array("{\"ok\":true}".utf8))) }
        #expect(answers.count == 1)
        #expect(answers.first?.result?.json == Array("{\"ok\":true}".utf8))
        #expect(world.hub.counters.requestsRepeated == 1)
    }

    @Test("has its request done once, however late within its grace it asks again", arguments: [200, 299, 302])
    func lateAnswer(seconds: Int) {
        var options = HubOptions()
        options.profile.grace = .seconds(297)
        let world = World(options)
        var done = 0
        world.hub.handle("do") { call in
            done += 1
            call.succeed()
        }
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[]}"#))
        let session = peer.news().first?.split(separator: "\"").dropFirst(where: "session") ?? ""
        peer.say(control("request", #"{"method":"do","key":"k","params":{}}"#, id: 1))
        world.cut()
        world.loop.run(for: .seconds(seconds))
        let again = world.peer()
        again.say(control("hello", #"{"client":"test","channels":[],"session":"\#(session)"}"#))
        let isRemembered = again.news().first?.contains(#""resumed":true"#) == true
        #expect(isRemembered == (seconds < 297), "a session that is forgotten is another")
        again.say(control("request", #"{"method":"do","key":"k","params":{}}"#, id: 1))
        #expect(done == (isRemembered ? 1 : 2))
    }

    @Test("shares no keys with other clients: each has its own request done")
    func keysOfTwo() {
        let world = World()
        var done = 0
        world.hub.handle("generate") { call in
            done += 1
            call.succeed()
        }
        let peers = [world.peer(), world.peer()]
        for peer in peers {
            peer.say(control("hello", #"{"client":"test"}"#))
            peer.say(control("request", #"{"method":"generate","params":{},"key":"same"}"#, id: 1))
            peer.say(control("request", #"{"method":"generate","params":{},"key":"same"}"#, id: 2))
            #expect(peer.news().count { $0.contains(#""type":"reply""#) } == 2)
        }
        #expect(done == 2)
        #expect(world.hub.counters.requestsRepeated == 2)
    }

    @Test("is forgotten when it does not come back within its grace")
    func grace() {
        let world = World()
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test"}"#))
        #expect(world.hub.sessionCount == 1)
        peer.link?.close(.lost)
        world.loop.run(for: .seconds(29))
        #expect(world.hub.sessionCount == 1)
        world.loop.run(for: .seconds(2))
        #expect(world.hub.sessionCount == 0)
        #expect(world.hub.counters.sessionsLapsed == 1)
    }

    @Test("is superseded if it still has its session when it comes again")
    func superseded() throws {
        let world = World()
        let first = world.peer()
        first.say(control("hello", #"{"client":"test"}"#))
        let welcome = try #require(first.news().first)
        let name = try #require(welcome.split(separator: "\"").dropFirst(where: "session"))
        let second = world.peer()
        second.say(control("hello", #"{"client":"test","session":"\#(name)"}"#))
        #expect(second.news().first?.contains(#""resumed":true"#) == true)
        #expect(first.news().last?.contains(#""code":4504"#) == true)
        world.loop.run(for: .seconds(1))
        #expect(first.close?.code == 4504)
        #expect(world.hub.sessionCount == 1)
    }

    @Test("is gone in two heartbeats and a second if it only falls silent")
    func silent() {
        let world = World()
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test"}"#))
        world.loop.run(for: .seconds(4))
        #expect(world.hub.connectionCount == 0)
        #expect(peer.news().last?.contains(#""code":4000"#) == true)
    }
}

extension Sequence where Element == Substring {
    /// The value that stands behind a key, in a JSON text cut at its quotation marks.
    func dropFirst(where key: Substring) -> Substring? {
        var isNext = 0
        for part in self {
            if isNext == 2 { return part }
            if isNext == 1 { isNext = 2 }
            if part == key { isNext = 1 }
        }
        return nil
    }
}
