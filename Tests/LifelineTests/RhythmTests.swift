import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Testing

@Suite("Heartbeats of many")
struct RhythmTests {
    @Test("are as far apart as the profile says up to the bound of a second, and from one more on twice as far")
    func bounds() {
        var options = HubOptions()
        options.beatsPerSecondMax = 3
        let world = World(options)
        var rhythms: [[Int?]] = []
        for _ in 0..<7 {
            let peer = world.peer()
            peer.say(control("hello", #"{"client":"test","channels":[]}"#))
            let welcome = peer.news().first ?? ""
            rhythms.append([Peer.number("\"heartbeat\":", in: welcome), Peer.number("\"timeout\":", in: welcome)])
        }
        #expect(
            rhythms == Array(repeating: [1_000, 3_000], count: 3) + Array(repeating: [2_000, 5_000], count: 3) + [
                [3_000, 7_000]
            ])
    }

    @Test("end who is silent for two of its own beats and a second")
    func silent() {
        var options = HubOptions()
        options.beatsPerSecondMax = 1
        let world = World(options)
        let (first, second) = (world.peer(), world.peer())
        for peer in [first, second] { peer.say(control("hello", #"{"client":"test","channels":[]}"#)) }
        world.loop.run(for: .milliseconds(3_200))
        #expect(first.close != nil && second.close == nil)
        world.loop.run(for: .seconds(2))
        #expect(second.close != nil && world.hub.connectionCount == 0)
    }

    @Test("of a crowd leave time to come back: an answer is kept for as long as the last of it may be away")
    func answers() {
        var options = HubOptions()
        options.beatsPerSecondMax = 1
        options.connectionsMax = 100
        options.profile.grace = .seconds(10)
        let world = World(options)
        var done = 0
        world.hub.handle("do") { call in
            done += 1
            call.succeed()
        }
        var crowd: [Peer] = []
        for _ in 0..<99 {
            crowd.append(world.peer())
            crowd.last?.say(control("hello", #"{"client":"test","channels":[]}"#))
        }
        let last = world.peer()
        last.say(control("hello", #"{"client":"test","channels":[]}"#))
        let welcome = last.news().first ?? ""
        #expect(Peer.number("\"timeout\":", in: welcome) == 201_000)
        let session = welcome.split(separator: "\"").dropFirst(where: "session") ?? ""
        last.say(control("request", #"{"method":"do","key":"k","params":{}}"#, id: 1))
        // More than the two minutes that answers are kept at least, and still connected.
        world.loop.run(for: .seconds(150))
        #expect(last.close == nil)
        let again = world.peer()
        again.say(control("hello", #"{"client":"test","channels":[],"session":"\#(session)"}"#))
        again.say(control("request", #"{"method":"do","key":"k","params":{}}"#, id: 1))
        #expect(done == 1)
    }

    @Test("are of the profile again for who comes when the others have left")
    func left() {
        var options = HubOptions()
        options.beatsPerSecondMax = 1
        let world = World(options)
        let first = world.peer()
        first.say(control("hello", #"{"client":"test","channels":[]}"#))
        first.link?.close(.normal)
        world.loop.run(for: .milliseconds(10))
        let second = world.peer()
        second.say(control("hello", #"{"client":"test","channels":[]}"#))
        #expect(Peer.number("\"heartbeat\":", in: second.news().first ?? "") == 1_000)
    }
}
