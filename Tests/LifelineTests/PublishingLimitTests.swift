import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Roster
import Testing

@Suite("What cannot reach those who hear a channel")
struct PublishingLimitTests {
    @Test("as a number that is not finite gets no seq, and so leaves no gap", arguments: [Float.nan, .infinity])
    func unsayable(number: Float) {
        let world = World()
        let line = world.line()
        var heard: [UInt32] = []
        line.hear(Council.self, InterferenceEvent.self) { event, _ in heard.append(event.event) }
        world.turn { line.start() }
        for event: UInt32 in 1...6 {
            var message = interference(event)
            if event == 3 { message.strength = number }
            world.turn {
                let seq = world.hub.publish(message, on: Council.self)
                #expect(seq == (event < 3 ? UInt64(event) : event == 3 ? 0 : UInt64(event - 1)))
            }
        }
        #expect(heard == [1, 2, 4, 5, 6])
        #expect(line.counters.desyncs == 0 && line.counters.snapshots == 4, "those of the welcome")
        #expect(world.hub.counters.refusedByCodec == 1)
    }

    @Test("for its size is refused one byte above the bound, and not at it, whatever is in it")
    func size() {
        for text in [String(repeating: "a", count: 5_000), String(repeating: "\"", count: 2_500)] {
            let message = piece(1, at: 0, text)
            var options = HubOptions()
            let weight = Repertoire.stock.messages[TokenStream.kind.code]?.weight(of: message) ?? 0
            for (bytesMax, isTaken) in [(weight, true), (weight - 1, false)] {
                options.messageBytesMax = bytesMax
                let world = World(options)
                #expect(world.hub.publish(message, on: Experience.self) == (isTaken ? 1 : 0))
                #expect(world.hub.counters.tooLarge == (isTaken ? 0 : 1))
            }
            #expect(weight >= 5_000 && weight < 5_400, "what is escaped counts as it is written: \(weight)")
        }
    }

    @Test("is 104 or 101 to who published it from outside, and nothing to anybody else")
    func outside() {
        var options = HubOptions()
        options.messageBytesMax = 400
        let world = World(options)
        let (peer, other) = (world.peer(), world.peer())
        for peer in [peer, other] {
            peer.say(control("hello", #"{"client":"test","channels":[{"name":"council"}]}"#))
            _ = peer.news()
        }
        func publish(_ badge: String) {
            peer.say(
                #"{"channel":"reward","type":"reward_event","ts":1,"payload":{"event":1,"kind":"progress","level":1,"points":2,"badge":"\#(badge)"}}"#
            )
        }
        publish("b")
        #expect(peer.codes() == [] && world.hub.counters.published == 1)
        publish(String(repeating: "b", count: 60))
        #expect(peer.codes() == [] && world.hub.counters.published == 2)
        peer.say(
            #"{"channel":"council","type":"interference_event","ts":1,"payload":{"event":1,"kind":"mixed","strength":0,"phase":0,"models":[\#(String(repeating: "1,", count: 60))1]}}"#
        )
        #expect(peer.codes() == [104] && world.hub.counters.published == 2)
        #expect(peer.close == nil && other.close == nil)
        #expect(other.news().isEmpty)
    }

    @Test("A record in which 4,000 messages are bad ends the connection once, and is counted no further")
    func manyInOne() {
        let world = World()
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[]}"#))
        peer.say("[" + Array(repeating: control("no_such_type"), count: 4_000).joined(separator: ",") + "]")
        world.loop.run(for: .seconds(1))
        #expect(peer.close?.code == 4005)
        #expect(world.hub.counters.badMessages == 17, "sixteen are borne")
    }

    @Test(
        "Over a transport with subprotocols there is one record before hello, whatever is in it",
        arguments: [
            "{nonsense", control("no_such_type"), control("heartbeat", id: 1),
        ])
    func first(record: String) {
        let world = World()
        var greeting = Greeting()
        greeting.path = "/ws"
        greeting.subprotocol = "lifeline.v1.json"
        world.greeting = greeting
        let peer = world.peer()
        peer.say(record)
        world.loop.run(for: .milliseconds(10))
        #expect(peer.close?.code == 4500)
    }

    @Test("A message from outside that names no frame is of the frame that is being published")
    func frame() {
        let world = World()
        let line = world.line()
        var frames: [UInt32] = []
        line.hear(Council.self, InterferenceEvent.self) { _, envelope in frames.append(envelope.frame) }
        world.turn { line.start() }
        world.hub.frame = 7
        let peer = world.peer()
        for frame in ["", #""frame":3,"#] {
            peer.say(
                #"{"channel":"council","type":"interference_event",\#(frame)"ts":1,"payload":{"event":1,"kind":"mixed","strength":0,"phase":0,"models":[]}}"#
            )
        }
        #expect(frames == [7, 3])
    }
}
