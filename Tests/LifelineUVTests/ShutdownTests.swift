import Glibc
import LifelineCore
import LifelineUV
import Testing

@Suite("Shutdown", .serialized)
struct ShutdownTests {
    @Test("Pending wakes are forgotten, posts made before it still run")
    func pending() async {
        let loop = EventLoop(name: "pending")
        let ran = Shared(0)
        let woken = Shared(0)
        for _ in 0..<5_000 { loop.post { ran.change { $0 += 1 } } }
        loop.post {
            for _ in 0..<100 { loop.wake(at: loop.now.advanced(by: .seconds(9))) { woken.change { $0 += 1 } } }
        }
        await loop.shutdown()
        #expect(await eventually { ran.now == 5_000 })
        #expect(woken.now == 0)
        #expect(loop.handlesLeft.isEmpty)
    }

    @Test("Who asked to be told of it is told once, on the loop, and at once if it is too late; who forgot it is not")
    func ending() async {
        let loop = EventLoop(name: "ending")
        let told = Shared<[String]>([])
        loop.post {
            _ = loop.atEnd { told.change { $0.append(loop.isCurrent ? "first" : "elsewhere") } }
            let second = loop.atEnd { told.change { $0.append("forgotten") } }
            loop.forget(ending: second)
            _ = loop.atEnd { _ = loop.atEnd { told.change { $0.append("one more") } } }
        }
        await loop.shutdown()
        #expect(told.now == ["first", "one more"])
        await loop.perform { _ = loop.atEnd { told.change { $0.append("late") } } }
        #expect(told.now == ["first", "one more", "late"])
    }

    @Test("It may be asked for often, from everywhere at once, and after it is done")
    func idempotent() async {
        let loop = EventLoop(name: "often")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { await loop.shutdown() } }
        }
        await loop.shutdown()
        loop.shutdownAndWait()
    }

    @Test("An actor may shut down the loop it lives on, and goes on after it")
    func fromInside() async {
        actor Last {
            nonisolated let loop: EventLoop
            init(_ loop: EventLoop) { self.loop = loop }
            nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
            func end() async -> Bool {
                await loop.shutdown()
                return loop.isCurrent
            }
        }
        #expect(await Last(EventLoop(name: "inside")).end())
    }

    @Test("A post or an actor's job that comes after the end still runs, one at a time")
    func late() async {
        let loop = EventLoop(name: "late")
        let counter = Counter(on: loop)
        await loop.shutdown()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 { group.addTask { await counter.add() } }
            for await onLoop in group { #expect(onLoop) }
        }
        #expect(await counter.count == 200)
        #expect(await loop.perform { 7 } == 7)
    }

    @Test("Two hundred loops come and go without a descriptor or a loop left")
    func many() async {
        weak var weakly: EventLoop?
        do {
            let loop = EventLoop(name: "first")
            await loop.shutdown()
        }
        let before = descriptorCount()
        for round in 0..<200 {
            let loop = EventLoop(name: "many")
            weakly = loop
            loop.post { loop.wake(at: loop.now.advanced(by: .seconds(5))) { _ = loop } }
            if round % 2 == 0 { await loop.shutdown() } else { loop.shutdownAndWait() }
        }
        // Other suites run beside this one and open what they need. `EnduranceTests` counts alone.
        #expect(descriptorCount() < before + 600)
        #expect(await eventually { weakly == nil })
    }
}
