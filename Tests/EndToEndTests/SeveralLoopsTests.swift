import EnergyProfile
import Glibc
import Lifeline
import LifelineCore
import LifelineSession
import LifelineUV
import Roster
import SocketTestKit
import Testing

@Suite("A server on several loops", .serialized, .timeLimit(.minutes(2)))
struct SeveralLoopsTests {
    @Test(
        "brings each message to everybody once and in order, encodes it once per codec, and spreads its links evenly",
        arguments: [1, 2, 4])
    func everybody(loops: Int) async throws {
        let town = try await Town(loops: loops)
        var visitors: [Held<Visitor>] = []
        for number in 0..<40 {
            visitors.append(
                await town.visitor(number % 2 == 0 ? town.web : town.unix, number % 4 < 2 ? .json : .energy))
        }
        #expect(await town.spread == Array(repeating: 40 / loops, count: loops))
        let before = await town.server.counters
        for start in stride(from: UInt32(1), to: 1_000, by: 20) {
            town.publish(start...start + 19)
            try await Task.sleep(for: .milliseconds(1))
        }
        for visitor in visitors {
            #expect(await eventually { await town.ask(visitor) { $0.seqs.last } == 1_000 })
            #expect(await town.ask(visitor) { $0.seqs } == Array(1...1_000))
            #expect(await town.ask(visitor) { $0.events } == Array(1...1_000))
        }
        let after = await town.server.counters
        let encoded = (after.encoded - after.controlSent) - (before.encoded - before.controlSent)
        #expect(encoded == 2 * 1_000, "two codecs, whatever the number of loops and subscribers")
        #expect(after.published == 1_000)
        #expect(await town.server.delivery.delivered == 40 * 1_000)
        let parts = await town.server.withHubs { $0.counters }
        #expect(
            numbers(await town.server.counters)
                == parts.map(numbers).reduce([:]) { $0.merging($1, uniquingKeysWith: +) })
        await town.end()
    }

    @Test("brings what is published together in one record, of one frame")
    func together() async throws {
        let town = try await Town(loops: 2)
        let visitor = await town.visitor(town.unix)
        let before = await town.server.counters.recordsSent
        for round in 0..<50 {
            town.server.publish { hub in
                hub.frame = UInt32(round)
                for event in 1...3 { hub.publish(interference(UInt32(3 * round + event)), on: Council.self) }
            }
            try await Task.sleep(for: .milliseconds(2))
        }
        #expect(await eventually { await town.ask(visitor) { $0.events.last } == 150 })
        #expect(await town.server.counters.recordsSent - before <= 50)
        await town.end()
    }

    @Test("encodes nothing for loops on which nobody listens")
    func nobody() async throws {
        let town = try await Town(loops: 3)
        town.publish(1...100)
        #expect(await eventually { await town.server.counters.published == 100 })
        #expect(await town.server.counters.encoded == 0)
        await town.end()
    }

    @Test("takes up the session of a client that comes back on another loop, and replays what it missed")
    func resume() async throws {
        let town = try await Town(loops: 2)
        let visitor = await town.visitor(town.unix)
        let name = await town.ask(visitor) { $0.line.session.session }
        town.publish(1...5)
        #expect(await eventually { await town.ask(visitor) { $0.seqs.count } == 5 })
        await town.ask(visitor) { $0.comeAgain() }
        town.publish(6...10)
        #expect(await eventually { await town.ask(visitor) { $0.seqs.count } == 10 })
        #expect(await town.ask(visitor) { $0.events } == Array(1...10))
        #expect(await town.ask(visitor) { $0.line.session.session } == name)
        #expect(await eventually { await town.spread == [0, 1] })
        #expect(await town.server.counters.sessionsResumed == 1)
        await town.end()
    }

    @Test("knows on each loop all that a client may have seen on another, whenever it comes")
    func restless() async throws {
        let town = try await Town(loops: 4)
        var visitors: [Held<Visitor>] = []
        for _ in 0..<4 { visitors.append(await town.visitor(town.unix)) }
        var event: UInt32 = 0
        for round in 0..<300 {
            town.publish(event + 1...event + 3)
            event += 3
            if round % 10 == 0 {
                for visitor in visitors { await town.ask(visitor) { $0.comeAgain() } }
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        for visitor in visitors {
            #expect(await eventually { await town.ask(visitor) { $0.events.last } == 900 })
            #expect(await town.ask(visitor) { $0.events } == Array(1...900))
            let grants = await town.ask(visitor) { $0.grants }
            #expect(grants.count > 5)
            #expect(grants.dropFirst().allSatisfy { $0.recovered }, "no loop was behind what the client had")
        }
        await town.end()
    }

    @Test("has heard of everything before it reads what a client has seen elsewhere, busy or not")
    func behind() async throws {
        let town = try await Town(loops: 2)
        let first = await town.visitor(town.unix)
        let second = try #require(RawSocket(.unix(path: town.unix.rest)))
        #expect(await eventually { await town.spread == [1, 1] })
        // The other loop is kept busy; when it looks again, a socket has been readable for longer than there is news.
        let turns = Held(Turns())
        _ = await town.server.withHubs { hub in
            guard turns.value.isSecond() else { return }
            _ = hub.loop.wake(at: hub.loop.now.advanced(by: .milliseconds(20))) { usleep(400_000) }
        }
        try await Task.sleep(for: .milliseconds(120))
        second.send(#"{"channel":"system","type":"hello","#)
        town.publish(1...3)
        #expect(await eventually { await town.ask(first) { $0.seqs.last } == 3 })
        let grant = try #require(await town.ask(first) { $0.grants.first })
        second.send(
            #""ts":0,"payload":{"client":"raw","channels":[{"name":"council","since":{"epoch":\#(grant.epoch),"seq":3}}]}}"#
                + "\n")
        let welcome = String(decoding: second.receiveSome() ?? [], as: UTF8.self)
        #expect(welcome.contains(#""seq":3,"recovered":true"#), "\(welcome)")
        await town.end()
    }

    @Test("goes on from where the first loop stands on one that stood still, and keeps no more for it than a log does")
    func stood() async throws {
        let town = try await Town(loops: 2) { $0.log.entriesMax = 100 }
        let visitors = [await town.visitor(town.unix), await town.visitor(town.unix)]
        #expect(await town.spread == [1, 1])
        let turns = Held(Turns())
        _ = await town.server.withHubs { hub in
            guard turns.value.isSecond() else { return }
            _ = hub.loop.wake(at: hub.loop.now.advanced(by: .milliseconds(20))) { usleep(400_000) }
        }
        try await Task.sleep(for: .milliseconds(120))
        for start in stride(from: UInt32(1), to: 1_000, by: 10) { town.publish(start...start + 9) }
        #expect(await eventually { await town.server.counters.published == 1_000 })
        #expect(await eventually { await town.server.counters.backlogsReplaced == 1 })
        for visitor in visitors {
            #expect(
                await eventually { await town.ask(visitor) { $0.line.session.position(of: "council")?.seq } == 1_000 })
        }
        town.publish(1_001...1_010)
        for visitor in visitors {
            #expect(await eventually { await town.ask(visitor) { $0.seqs.last } == 1_010 })
            #expect(await town.ask(visitor) { $0.seqs.suffix(10) } == Array(1_001...1_010))
            #expect(await town.ask(visitor) { $0.line.counters.desyncs } == 0, "what it missed a snapshot stands for")
        }
        await town.end()
    }

    @Test("lets a session be where it was taken up last, and does a keyed request once though it is asked for twice")
    func superseding() async throws {
        let town = try await Town(loops: 2)
        let calls = Held(Calls())
        await town.server.withHub { hub in hub.handle("generate") { calls.value.open.append($0) } }
        let first = await town.caller()
        await town.ask(first) { $0.say(control("hello", #"{"client":"test"}"#)) }
        await town.ask(first) { $0.say(control("request", #"{"method":"generate","params":{},"key":"k"}"#, id: 1)) }
        #expect(await eventually { await town.server.withHub { _ in calls.value.open.count } == 1 })
        let session = try #require(await town.ask(first) { $0.last("session", of: "welcome") })
        let second = await town.caller()
        await town.ask(second) { $0.say(control("hello", #"{"client":"test","session":\#(session)}"#)) }
        #expect(await eventually { await town.ask(second) { $0.last("resumed", of: "welcome") } == "true" })
        #expect(await eventually { await town.ask(first) { $0.last("code", of: "goodbye") } == "4504" })
        #expect(await eventually { await town.spread == [0, 1] })
        await town.ask(second) { $0.say(control("request", #"{"method":"generate","params":{},"key":"k"}"#, id: 7)) }
        #expect(await eventually { await town.server.counters.requestsRepeated == 1 })
        await town.server.withHub { _ in calls.value.open[0].succeed(Document(canonical: Array("42".utf8))) }
        #expect(await eventually { await town.ask(second) { $0.last("re", of: "reply") } == "7" })
        await town.ask(second) { $0.say(control("request", #"{"method":"generate","params":{},"key":"k"}"#, id: 8)) }
        #expect(await eventually { await town.ask(second) { $0.last("re", of: "reply") } == "8" })
        #expect(await town.ask(second) { $0.last("result", of: "reply") } == "42")
        #expect(await town.server.withHub { _ in calls.value.open.count } == 1)
        #expect(await town.server.counters.sessionsSuperseded == 1)
        #expect(await town.server.withHub { $0.sessionCount } == 1)
        await town.end()
    }

    @Test("numbers what a client publishes on any of them, in its order, and holds it back rather than pile it up")
    func outside() async throws {
        let town = try await Town(loops: 2)
        let listeners = [await town.visitor(town.unix), await town.visitor(town.unix), await town.visitor(town.unix)]
        let producer = await town.caller()
        await town.ask(producer) { producer in
            for event in 1...5_000 {
                producer.say(
                    #"{"channel":"council","type":"interference_event","ts":1,"payload":{"event":\#(event),"kind":"mixed","strength":0,"phase":0,"models":[]}}"#
                )
            }
        }
        for visitor in listeners {
            #expect(await eventually { await town.ask(visitor) { $0.events.last } == 5_000 })
            #expect(await town.ask(visitor) { $0.events } == Array(1...5_000))
            #expect(await town.ask(visitor) { $0.seqs } == Array(1...5_000))
        }
        #expect(await town.spread == [2, 2])
        let byLoop = await town.server.withHubs { $0.counters.publishedFromOutside }
        #expect(byLoop == [5_000, 0], "all were published at home")
        await town.end()
    }

    @Test("shows what stands for the past on each loop, as it was with the last message")
    func standing() async throws {
        let town = try await Town(loops: 2)
        let level = Held(Level())
        await town.server.withHub { hub in
            hub.standing(Council.self) {
                var message = InterferenceEvent()
                message.event = level.value.event
                return [message]
            }
        }
        let early = [await town.visitor(town.unix), await town.visitor(town.unix)]
        for visitor in early { #expect(await town.ask(visitor) { $0.events } == [100]) }
        await town.server.withHub { _ in level.value.event = 200 }
        town.publish(1...1)
        for visitor in early { #expect(await eventually { await town.ask(visitor) { $0.events } == [100, 1] }) }
        for visitor in [await town.visitor(town.unix), await town.visitor(town.unix)] {
            #expect(await town.ask(visitor) { $0.events } == [200])
        }
        await town.end()
    }

    @Test("says to everybody on every loop that it is ready, and that it goes")
    func readyAndGone() async throws {
        let town = try await Town(loops: 3)
        var callers: [Held<Caller>] = []
        for _ in 0..<6 {
            let caller = await town.caller()
            await town.ask(caller) { $0.say(control("hello", #"{"client":"test"}"#)) }
            #expect(await eventually { await town.ask(caller) { $0.last("resumed", of: "welcome") } == "false" })
            callers.append(caller)
        }
        #expect(await town.spread == [2, 2, 2])
        await town.server.ready(model: "llama", tier: .mid)
        for caller in callers {
            #expect(await eventually { await town.ask(caller) { $0.last("model", of: "startup_complete") != nil } })
        }
        await town.server.shutdown()
        for caller in callers {
            #expect(await eventually { await town.ask(caller) { $0.isGone } })
            #expect(await town.ask(caller) { $0.last("code", of: "goodbye") } == "1001")
        }
        await town.end()
    }

    @Test("keeps its address to itself")
    func address() async throws {
        let town = try await Town(loops: 2)
        let other = Server(.stock)
        let error = await #expect(throws: TransportError.self) { try await other.listen(town.web.description) }
        #expect(error?.reason == .addressInUse)
        await other.shutdown()
        await town.end()
    }

    @Test("takes as many clients as it may, an even part on each loop, and not one more")
    func limit() async throws {
        let town = try await Town(loops: 2) { $0.connectionsMax = 4 }
        var callers: [Held<Caller>] = []
        for _ in 0..<5 { callers.append(await town.caller()) }
        #expect(await eventually { await town.ask(callers[4]) { $0.isGone } })
        #expect(await town.spread == [2, 2])
        for caller in callers.dropLast() { #expect(await town.ask(caller) { !$0.isGone }) }
        await town.end()
    }

    /// All that is counted, by name.
    private func numbers(_ counters: HubCounters) -> [String: UInt64] {
        var numbers: [String: UInt64] = [:]
        for (name, value) in Mirror(reflecting: counters).children {
            if let name, let number = value as? UInt64 { numbers[name] = number }
        }
        return numbers
    }

    private final class Turns {
        private var count = 0
        func isSecond() -> Bool {
            count += 1
            return count == 2
        }
    }
    private final class Calls { var open: [RequestCall] = [] }
    private final class Level { var event: UInt32 = 100 }
}

/// A control message as a client writes it.
func control(_ type: String, _ payload: String, id: Int? = nil) -> String {
    let id = id.map { "\"id\":\($0)," } ?? ""
    return "{\"channel\":\"system\",\"type\":\"\(type)\",\(id)\"ts\":0,\"payload\":\(payload)}"
}

private func interference(_ event: UInt32) -> InterferenceEvent {
    var message = InterferenceEvent()
    message.event = event
    return message
}
