import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Roster
import Testing

@Suite("Whatever one client sends, the others go on")
struct BadInputTests {
    /// Who shows another token is another identity.
    private struct ByToken: Authenticator {
        var rights: Rights = [.read, .publish, .request]

        func identity(_ greeting: Greeting, _ peer: LifelineCore.Peer, _ hello: Hello?) throws(ProtocolFault)
            -> Identity
        {
            Identity(hello?.auth == Secret("bystander-token") ? "bystander" : "peer")
        }

        func rights(of identity: Identity, on channel: ChannelName) -> Rights {
            identity.name == "bystander" ? [.read] : rights
        }
    }

    private func open(_ world: World, _ more: String = "") -> Peer {
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[]\#(more)}"#))
        return peer
    }

    @Test("A session nobody has is a new one, and so is one that is another's")
    func forgedSession() {
        let world = World(authenticator: ByToken())
        let other = Bystander(world)
        let invented = open(world, #","session":"0123456789abcdef0123456789abcdef""#)
        let welcome = invented.news().first ?? ""
        #expect(welcome.contains(#""resumed":false"#) && !welcome.contains("0123456789abcdef0123456789abcdef"))

        let victim = world.line { $0.token = Secret("bystander-token") }
        world.turn { victim.start() }
        let name = victim.session.session?.storage ?? "none"
        let stolen = open(world, #","session":"\#(name)""#)
        let answer = stolen.news().first ?? ""
        #expect(answer.contains(#""resumed":false"#) && !answer.contains(name))
        #expect(victim.session.state == .open)
        #expect(world.hub.counters.sessionsSuperseded == 0 && world.hub.counters.sessionsResumed == 0)
        other.goesOn()
    }

    @Test("A key that was answered is answered again, and nothing is done; another session's key is another")
    func replayedKey() {
        let world = World(authenticator: ByToken())
        let other = Bystander(world)
        var done = 0
        world.hub.handle("do") { call in
            done += 1
            call.succeed(Document(canonical: Array("\(done)".utf8)))
        }
        func ask(_ peer: Peer, _ id: Int) -> String {
            _ = peer.news()
            peer.say(control("request", #"{"method":"do","key":"k","params":{}}"#, id: id))
            return peer.news().first ?? ""
        }
        let peer = open(world)
        let session = peer.news().first?.split(separator: "\"").drop { $0 != "session" }.dropFirst(2).first ?? ""
        for id in [1, 2] { #expect(ask(peer, id).contains(#""re":\#(id),"#)) }
        let again = open(world, #","session":"\#(session)""#)
        let answer = ask(again, 1)
        #expect(answer.contains(#""result":1"#), "on another connection of the session: \(answer)")
        #expect(done == 1 && world.hub.counters.requestsRepeated == 2)
        #expect(ask(open(world), 1).contains(#""result":2"#) && done == 2)
        other.goesOn()
    }

    @Test("A position from the future, or of an epoch that never was, is no position: a snapshot comes")
    func futurePosition() {
        let world = World(authenticator: ByToken())
        let other = Bystander(world)
        let epoch = world.hub.position(of: Council.self)?.epoch ?? 0
        for since in [
            #"{"epoch":\#(epoch),"seq":1}"#, #"{"epoch":\#(epoch),"seq":9007199254740991}"#, #"{"epoch":1,"seq":0}"#,
        ] {
            let peer = world.peer()
            peer.say(control("hello", #"{"client":"test","channels":[{"name":"council","since":\#(since)}]}"#))
            let news = peer.news()
            #expect(news.first?.contains(#""recovered":false"#) == true, "\(since)")
            #expect(news.contains { $0.contains("state_snapshot") && $0.contains(#""epoch":\#(epoch)"#) }, "\(since)")
            #expect(peer.close == nil)
        }
        other.goesOn()
    }

    @Test("10,000 channels that are not are 301 each; more than may be heard is 401")
    func subscriptions() {
        var options = HubOptions()
        options.limits.subscriptionsMax = 2
        let world = World(options, authenticator: ByToken())
        let peer = open(world)
        for name in ["energy", "council"] { peer.say(control("subscribe", #"{"name":"\#(name)"}"#)) }
        _ = peer.news()
        peer.say(control("subscribe", #"{"name":"reward"}"#))
        #expect(peer.codes() == [401])
        var refused = 0
        for number in 0..<10_000 where peer.close == nil {
            peer.say(control("subscribe", #"{"name":"no.such.\#(number)"}"#))
            let codes = peer.codes()
            #expect(codes == [301])
            refused += codes.count
        }
        #expect(refused == 10_000 && peer.close == nil)
    }

    @Test("10,000 channels in one hello are too large before anybody knows who asks: 104 and 4505")
    func wishes() {
        let world = World(authenticator: ByToken())
        let other = Bystander(world)
        let names = (0..<10_000).map { #"{"name":"c\#($0)"}"# }.joined(separator: ",")
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[\#(names)]}"#))
        #expect(peer.codes().first == 104)
        world.loop.run(for: .milliseconds(10))
        #expect(peer.close == .recordTooLarge)
        other.goesOn()
    }

    @Test("Without the right to read, to ask or to publish it is 202")
    func rights() {
        let world = World(authenticator: ByToken(rights: []))
        let other = Bystander(world)
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[{"name":"energy"}]}"#))
        #expect(peer.news().first?.contains(#""refused":[{"name":"energy","code":202}]"#) == true)
        peer.say(control("subscribe", #"{"name":"council"}"#))
        #expect(peer.codes() == [202])
        world.hub.handle("do") { _ in Issue.record("done without the right to ask for it") }
        peer.say(control("request", #"{"method":"do","params":{}}"#, id: 7))
        #expect(peer.codes() == [202])
        peer.say(
            #"{"channel":"reward","type":"reward_event","ts":1,"payload":{"event":1,"kind":"progress","level":1,"points":2,"badge":"b"}}"#
        )
        #expect(peer.codes() == [202])
        other.goesOn()
    }

    @Test("Sixteen bad messages at once are told each; one more, and 4005 ends that connection alone")
    func flood() {
        let world = World(authenticator: ByToken())
        let other = Bystander(world)
        let peer = open(world)
        _ = peer.news()
        for _ in 0..<16 {
            peer.say(control("no_such_type"))
            #expect(peer.codes() == [102] && peer.close == nil)
        }
        peer.say(control("no_such_type"))
        #expect(peer.codes().last == 4005)
        world.loop.run(for: .milliseconds(10))
        #expect(peer.close == .rateLimited)
        other.goesOn()
    }

    @Test("A bad message a second is told for ever")
    func trickle() {
        let world = World()
        let peer = world.line()
        world.turn { peer.start() }
        var faults = 0
        peer.noticed = { if $0 is ErrorEvent { faults += 1 } }
        for _ in 0..<100 {
            world.turn { peer.publish(Lag(), on: Energy.self) }
            world.loop.run(for: .seconds(1))
        }
        #expect(faults == 100 && peer.session.state == .open)
    }

    @Test("Subprotocols nobody knows are 106 and 4501, in JSON")
    func unknownSubprotocol() {
        let world = World(authenticator: ByToken())
        let other = Bystander(world)
        world.greeting = Greeting()
        world.greeting?.path = "/ws"
        world.greeting?.offersUnknown = true
        let peer = world.peer()
        world.loop.run(for: .milliseconds(10))
        let news = peer.news()
        #expect(news.first?.contains(#""code":106"#) == true && news.first?.contains("lifeline.v1.json") == true)
        #expect(peer.forms.allSatisfy { $0 == .text })
        #expect(peer.close == .unsupportedVersion)
        other.goesOn()
    }

    @Test("A bare client is welcomed, gets what it asked for in its address, and never has to say a word")
    func bare() {
        let world = World(authenticator: ByToken())
        world.greeting = Greeting()
        world.greeting?.path = "/ws"
        world.greeting?.channels = ["energy", "no.such"]
        let peer = world.peer()
        let news = peer.news()
        #expect(news.first?.contains(#""type":"welcome""#) == true)
        #expect(news.first?.contains(#""refused":[{"name":"no.such","code":301}]"#) == true)
        #expect(news.dropFirst().contains { $0.contains("state_snapshot") })
        for number in 1...100 as ClosedRange<UInt32> {
            world.turn { world.hub.publish(update(tokens: number), on: Energy.self) }
            world.turn { world.hub.publish(interference(number), on: Council.self) }
        }
        let heard = peer.news()
        #expect(
            heard.count == 100 && heard.allSatisfy { $0.contains("energy_update") }, "no window, and no other channel")
        world.loop.run(for: .seconds(600))
        #expect(peer.close == nil)
    }

    @Test("A bare client over a transport with pings is asked each second, and gone after three without an answer")
    func barePings() {
        let world = World()
        world.greeting = Greeting()
        world.greeting?.path = "/ws"
        let peer = world.peer()
        world.greeted?.hasPings = true
        world.loop.run(for: .seconds(600))
        #expect(peer.close == nil && world.greeted?.pings == 600)
        world.greeted?.answersPings = false
        world.loop.run(for: .milliseconds(2_900))
        #expect(peer.close == nil)
        _ = peer.news()
        world.loop.run(for: .milliseconds(200))
        #expect(peer.news().contains { $0.contains("goodbye") && $0.contains("4000") })
        #expect(world.hub.connectionCount == 0)
    }

    @Test("A codec the server does not speak is 105, and the connection lives")
    func unknownCodec() {
        let json = Repertoire(
            codecs: [Repertoire.stock.codecs[0]], messages: Array(Repertoire.stock.messages.values),
            channels: Repertoire.stock.channels)
        let world = World(repertoire: json, authenticator: ByToken())
        let other = Bystander(world)
        let peer = open(world)
        _ = peer.news()
        peer.say([0xFB, 1, 0, 0, 48, 0, 0, 0] + [UInt8](repeating: 0, count: 40))
        #expect(peer.codes() == [105])
        peer.say(control("subscribe", #"{"name":"energy"}"#))
        #expect(peer.news().first?.contains("subscribed") == true)
        #expect(peer.close == nil)
        other.goesOn()
    }
}
