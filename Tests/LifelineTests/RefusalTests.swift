import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Testing

@Suite("Bad input gets its code, and nothing else changes")
struct RefusalTests {
    private func open(_ world: World) -> Peer {
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[]}"#))
        _ = peer.news()
        return peer
    }

    @Test(
        "what is unknown, forged or without right",
        arguments: [
            ("not JSON", "{nonsense", 100),
            ("a payload that lacks a field", control("subscribe"), 101),
            ("an unknown type", control("no_such_type"), 102),
            ("an unknown method", control("request", #"{"method":"no.such","params":{}}"#, id: 3), 103),
            ("an unknown channel", control("subscribe", #"{"name":"no.such"}"#), 301),
            ("a channel nobody heard", control("unsubscribe", #"{"name":"energy"}"#), 302),
            ("an ack for what was never sent", control("ack", #"{"received":7}"#), 101),
            ("a request without an id", control("request", #"{"method":"x","params":{}}"#), 101),
            (
                "a message that only servers send",
                control("lag", #"{"name":"energy","conflated":0,"joined":0,"dropped":0}"#), 101
            ),
            ("a second hello", control("hello", #"{"client":"test"}"#), 101),
            (
                "text on a metric channel",
                #"{"channel":"energy","type":"token_stream","ts":1,"payload":{"stream":1,"model":0,"final":false,"at":0,"count":1,"text":"x"}}"#,
                107
            ),
            (
                "a seq that is the server's to give",
                #"{"channel":"council","type":"interference_event","seq":9,"ts":1,"payload":{"event":1,"kind":"mixed","strength":0,"phase":0,"models":[]}}"#,
                101
            ),
        ])
    func codes(what: String, record: String, code: Int) {
        let world = World()
        let peer = open(world)
        let other = open(world)
        peer.say(record)
        #expect(peer.codes() == [code], "\(what)")
        #expect(peer.close == nil)
        #expect(other.news().isEmpty)
        #expect(world.hub.counters.published == 0)
    }

    @Test("publishing without the right to is 202")
    func forbidden() {
        let world = World(rights: [.read])
        let peer = open(world)
        peer.say(
            #"{"channel":"reward","type":"reward_event","ts":1,"payload":{"event":1,"kind":"progress","level":1,"points":2,"badge":"b"}}"#
        )
        #expect(peer.codes() == [202])
        #expect(world.hub.counters.published == 0)
    }

    @Test("publishing with the right to is numbered, and reaches everybody")
    func publishing() {
        let world = World()
        let line = world.line()
        var points: [UInt32] = []
        line.hear(Rewards.self, RewardEvent.self) { message, _ in points.append(message.points) }
        world.turn { line.start() }
        let peer = world.peer()
        peer.say(
            #"{"channel":"reward","type":"reward_event","ts":1,"payload":{"event":1,"kind":"progress","level":1,"points":2,"badge":"b"}}"#
        )
        #expect(points == [2], "a producer need not even say hello")
        #expect(world.hub.counters.publishedFromOutside == 1)
        world.loop.run(for: .seconds(60))
        #expect(peer.close == nil, "nor answer heartbeats")
    }

    @Test("a flood of bad messages ends the connection, and only that")
    func flood() {
        let world = World()
        let peer = open(world)
        let other = world.line()
        world.turn { other.start() }
        for _ in 0..<40 { peer.say(control("no_such_type")) }
        world.loop.run(for: .seconds(1))
        #expect(peer.close?.code == 4005)
        #expect(other.session.state == .open)
    }

    @Test("who says no hello within two seconds is sent away")
    func helloTimeout() {
        let world = World()
        let peer = world.peer()
        world.loop.run(for: .seconds(3))
        #expect(peer.close?.code == 4506)
    }

    @Test("a wrong token is 200 and 4502, the right one gets in")
    func token() {
        var secret = Secret()
        secret.storage = "a-secret-of-this-launch"
        let world = World(authenticator: TokenAuthenticator(secret))
        let wrong = world.peer()
        wrong.say(control("hello", #"{"client":"test","auth":"another"}"#))
        #expect(wrong.codes() == [200, 4502])
        world.loop.run(for: .milliseconds(10))
        #expect(wrong.close?.code == 4502)
        let right = world.peer()
        right.say(control("hello", #"{"client":"test","auth":"a-secret-of-this-launch"}"#))
        #expect(right.news().first?.contains("welcome") == true)
        right.say(control("auth", #"{"token":"another"}"#, id: 9))
        #expect(right.codes() == [200])
        right.say(control("auth", #"{"token":"a-secret-of-this-launch"}"#, id: 10))
        #expect(right.codes() == [])
        #expect(right.close == nil)
    }

    @Test("a token that was shown in the handshake counts for the hello that follows, and none does not")
    func tokenInHandshake() throws {
        let secret = try #require(Secret("a-secret-of-this-launch"))
        let world = World(authenticator: TokenAuthenticator(secret))
        var greeting = Greeting()
        greeting.path = "/ws"
        greeting.subprotocol = "lifeline.v1.json"
        world.greeting = greeting
        let stranger = world.peer()
        stranger.say(control("hello", #"{"client":"test"}"#))
        #expect(stranger.codes() == [200, 4502])
        greeting.holder = 0
        world.greeting = greeting
        let holder = world.peer()
        holder.say(control("hello", #"{"client":"test"}"#))
        #expect(holder.news().first?.contains("welcome") == true)
    }

    @Test("10,000 subscriptions are one channel, or refused")
    func manySubscriptions() {
        let world = World()
        let peer = open(world)
        for _ in 0..<10_000 { peer.say(control("subscribe", #"{"name":"energy"}"#)) }
        #expect(peer.close == nil)
        #expect(world.hub.connectionCount == 1)
    }

    @Test("an event queue beyond its bound is given up for a snapshot, and lag says so")
    func overflow() {
        var options = HubOptions()
        options.limits.queueBytesMax = 2_000
        let world = World(options)
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[{"name":"council"}],"window":1}"#))
        _ = peer.news()
        for event in 1...50 { world.turn { world.hub.publish(interference(UInt32(event)), on: Council.self) } }
        peer.say(control("ack", #"{"received":1}"#))
        let news = peer.news()
        #expect(news.contains { $0.contains("state_snapshot") && $0.contains("\"seq\":50") })
        #expect(news.contains { $0.contains(#""type":"lag""#) && $0.contains(#""dropped":50"#) })
        #expect(world.hub.delivery.dropped == 50)
        #expect(world.hub.delivery.total == 50)
    }

    @Test("more requests for one method than its budget is 400 with a time to retry; what was asked before is free")
    func rateLimited() {
        var options = HubOptions()
        options.limits.requestsBurst = 3
        options.limits.requestsPerSecond = 1
        let world = World(options)
        var done = 0
        world.hub.handle("count") { call in
            done += 1
            call.succeed()
        }
        let (peer, other) = (open(world), open(world))
        func ask(_ peer: Peer, _ id: Int, _ key: String? = nil, method: String = "count") -> Int? {
            let key = key.map { #""key":"\#($0)","# } ?? ""
            peer.say(control("request", #"{"method":"\#(method)",\#(key)"params":{}}"#, id: id))
            let news = peer.news().filter { $0.contains(#""type":"reply""#) }
            #expect(news.count == 1)
            if news[0].contains(#""code":400"#) { #expect(news[0].contains(#""retry":"#)) }
            return Peer.number("\"code\":", in: news[0])
        }
        #expect(ask(peer, 1, "a") == nil)
        #expect(ask(peer, 2, "b") == nil)
        #expect(ask(peer, 3) == nil)
        #expect(ask(peer, 4) == 400)
        #expect(ask(peer, 5, "a") == nil, "it was done, and is answered from memory")
        #expect(ask(peer, 6, method: "other") == 103, "another method has its own budget")
        #expect(ask(other, 1) == 400, "all with one identity share it")
        world.loop.run(for: .seconds(1))
        #expect(ask(other, 2) == nil)
        #expect(done == 4)
    }
}
