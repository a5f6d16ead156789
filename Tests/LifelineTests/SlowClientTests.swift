import EnergyProfile
import Lifeline
import LifelineCore
import LifelineSession
import LifelineSimulation
import Testing

@Suite("A client that does not keep up")
struct SlowClientTests {
    private final class Watcher: HubWatcher {
        private(set) var news: [Slowness.News] = []
        func slowed(_ guest: Guest, _ latest: Slowness.News) { news.append(latest) }
    }

    /// A server that publishes at 60 Hz, and a client that has room for one record and acknowledges when told to.
    private struct Scene {
        let world = World()
        let watcher = Watcher()
        let peer: Peer
        private var beats: UInt32 = 0
        private var acknowledged = 0

        init() {
            world.hub.attach(watcher)
            peer = world.peer()
            peer.say(control("hello", #"{"client":"test","channels":[{"name":"energy"}],"window":1}"#))
        }

        mutating func play(_ time: Duration) {
            let end = world.loop.now.advanced(by: time)
            while world.loop.now < end {
                beats += 1
                world.hub.publish(update(tokens: beats), on: Energy.self)
                world.loop.run(for: .milliseconds(10))
                // It is there, and says so.
                if beats % 50 == 0 { peer.say(control("heartbeat", id: 7)) }
            }
        }

        /// Everything that has come is applied, for as long as there is more.
        mutating func acknowledge() {
            var records = peer.news().count { !$0.contains(#""channel":"system""#) }
            while records > 0 {
                acknowledged += records
                peer.say(control("ack", #"{"received":\#(acknowledged)}"#))
                records = peer.news().count { !$0.contains(#""channel":"system""#) }
            }
        }
    }

    @Test("is slow once something has waited for a second, and not before")
    func bounds() {
        var scene = Scene()
        scene.play(.milliseconds(990))
        #expect(scene.watcher.news.isEmpty && scene.world.hub.slowCount == 0)
        scene.play(.milliseconds(50))
        #expect(scene.world.hub.slowCount == 1 && scene.world.hub.counters.slowSpells == 1)
        guard case .began(let waited)? = scene.watcher.news.first else {
            return #expect(Bool(false), "nothing is said")
        }
        #expect(waited >= .seconds(1) && waited < .milliseconds(1_030))
        scene.play(.seconds(5))
        #expect(scene.watcher.news.count == 1, "it is said once")
    }

    @Test("is noticed after that second though nothing more is published")
    func noticed() {
        var scene = Scene()
        scene.play(.milliseconds(50))
        scene.world.loop.run(for: .milliseconds(940))
        #expect(scene.world.hub.slowCount == 0)
        scene.world.loop.run(for: .milliseconds(100))
        #expect(scene.world.hub.slowCount == 1 && scene.watcher.news.count == 1)
    }

    @Test("hears of lag at most once a second, and of the last of it though nothing more is published")
    func lag() {
        var scene = Scene()
        func notices() -> Int { scene.peer.news().count { $0.contains(#""type":"lag""#) } }
        scene.play(.milliseconds(50))
        scene.peer.say(control("ack", #"{"received":1}"#))
        scene.peer.say(control("ack", #"{"received":2}"#))
        #expect(notices() == 1, "at once")
        scene.play(.milliseconds(50))
        scene.peer.say(control("ack", #"{"received":3}"#))
        scene.peer.say(control("ack", #"{"received":4}"#))
        scene.world.loop.run(for: .milliseconds(800))
        #expect(notices() == 0, "not a second after the first")
        scene.world.loop.run(for: .milliseconds(200))
        #expect(notices() == 1)
        scene.world.loop.run(for: .seconds(2))
        #expect(notices() == 0, "there is no more to say")
    }

    @Test("is so no more once nothing waits, and it is said how long it was and what gave way")
    func end() {
        var scene = Scene()
        scene.play(.seconds(3))
        scene.acknowledge()
        scene.play(.milliseconds(20))
        #expect(scene.world.hub.slowCount == 0)
        guard scene.watcher.news.count == 2, case .ended(let lasted, let counts) = scene.watcher.news[1] else {
            return #expect(Bool(false), "\(scene.watcher.news)")
        }
        #expect(lasted > .milliseconds(2_900) && lasted < .milliseconds(3_200))
        #expect(counts.conflated > 200 && counts.delivered >= 1 && counts.dropped == 0)
    }

    @Test("and is again within ten seconds is counted, and not said again; after them it is")
    func quiet() {
        var scene = Scene()
        for spell in 1...3 as ClosedRange<UInt64> {
            scene.play(.seconds(2))
            #expect(scene.world.hub.counters.slowSpells == spell)
            scene.acknowledge()
        }
        #expect(scene.watcher.news.count == 2)
        scene.play(.milliseconds(100))
        scene.acknowledge()
        scene.world.loop.run(for: .seconds(1))
        scene.play(.seconds(6))
        scene.acknowledge()
        scene.play(.seconds(2))
        #expect(scene.watcher.news.count == 3)
    }

    @Test("and goes was slow until then, and is counted on")
    func gone() {
        var scene = Scene()
        scene.play(.seconds(2))
        scene.world.cut()
        scene.world.loop.run(for: .milliseconds(10))
        guard case .ended? = scene.watcher.news.last else { return #expect(Bool(false), "\(scene.watcher.news)") }
        #expect(scene.world.hub.slowCount == 0 && scene.world.hub.counters.slowSpells == 1)
    }

    @Test("is not who asked for a slower rate")
    func rate() {
        let world = World()
        let watcher = Watcher()
        world.hub.attach(watcher)
        let peer = world.peer()
        peer.say(
            control("hello", #"{"client":"test","channels":[{"name":"energy","maxRate":0.2}],"window":8}"#))
        for beat in 1...400 as ClosedRange<UInt32> {
            world.hub.publish(update(tokens: beat), on: Energy.self)
            world.loop.run(for: .milliseconds(10))
            if beat % 50 == 0 { peer.say(control("heartbeat", id: 7)) }
        }
        #expect(watcher.news.isEmpty && world.hub.counters.slowSpells == 0)
    }

    @Test("What happens is told to all who watch, for as long as somebody keeps them")
    func watchers() {
        let world = World()
        let first = Watcher()
        var second: Watcher? = Watcher()
        weak let kept = second
        world.hub.attach(first)
        if let second { world.hub.attach(second) }
        func play() -> [Int?] {
            let peer = world.peer()
            peer.say(control("hello", #"{"client":"test","channels":[{"name":"energy"}],"window":1}"#))
            for beat: UInt32 in 1...3 { world.turn { world.hub.publish(update(tokens: beat), on: Energy.self) } }
            world.loop.run(for: .milliseconds(1_100))
            peer.link?.close(.normal)
            world.loop.run(for: .milliseconds(10))
            return [first.news.count, second?.news.count]
        }
        #expect(play() == [2, 2], "a client became slow, and went")
        second = nil
        #expect(kept == nil)
        #expect(play() == [4, nil])
    }

    @Test("What was counted of a channel stays counted when a client hears it no more")
    func unsubscribing() {
        let world = World()
        let peer = world.peer()
        peer.say(control("hello", #"{"client":"test","channels":[{"name":"energy"}],"window":0}"#))
        for beat in 1...5 as ClosedRange<UInt32> {
            world.turn { world.hub.publish(update(tokens: beat), on: Energy.self) }
        }
        let before = world.hub.delivery
        #expect(before.delivered == 5)
        peer.say(control("subscribe", #"{"name":"energy"}"#))
        #expect(world.hub.delivery == before)
        peer.say(control("unsubscribe", #"{"name":"energy"}"#))
        #expect(world.hub.delivery == before)
        peer.link?.close(.goingAway)
        world.loop.run(for: .milliseconds(10))
        #expect(world.hub.delivery == before)
    }
}
