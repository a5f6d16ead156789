import Glibc
import LifelineCore
@testable import LifelineUV
import Synchronization
import Testing

actor Counter {
    nonisolated let loop: EventLoop
    private(set) var count = 0
    init(on loop: EventLoop) { self.loop = loop }
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    func add() -> Bool {
        count += 1
        return loop.isCurrent
    }
    func addThrough(_ other: Counter, times: Int) async -> Bool {
        var always = true
        for _ in 0..<times { always = await other.add() && always }
        return always && loop.isCurrent
    }
}

final class Note: TurnTask {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
    func turnEnded() { body() }
}

@Suite("EventLoop", .serialized)
struct EventLoopTests {
    @Test("What one thread posts runs in order, on the loop")
    func order() async throws {
        try await withLoop { loop in
            let seen = Confined<[Int]>([])
            for n in 0..<1_000 { loop.post { seen.value.append(loop.isCurrent ? n : -1) } }
            let result = await loop.perform { seen.value }
            #expect(result == Array(0..<1_000))
        }
    }

    @Test("Posts that come together cost one wake-up")
    func coalescing() async throws {
        try await withLoop { loop in
            let gate = Semaphore()
            loop.post { gate.wait() }
            _ = await eventually { loop.wakeups == 1 }
            try await Task.sleep(for: .milliseconds(20))  // the loop has taken the first and waits at the gate
            let before = loop.wakeups
            let ran = Shared(0)
            for _ in 0..<10_000 { loop.post { ran.change { $0 += 1 } } }
            #expect(loop.wakeups == before + 1)
            gate.signal()
            #expect(await eventually { ran.now == 10_000 })
        }
    }

    @Test("Jobs from the loop's own thread need no wake-up at all")
    func local() async throws {
        try await withLoop { loop in
            let first = Counter(on: loop)
            let second = Counter(on: loop)
            #expect(await first.addThrough(second, times: 1_000))
            #expect(await second.count == 1_000)
            #expect(loop.wakeups <= 6)
        }
    }

    @Test("Eight threads post at once and nothing is lost or doubled")
    func stress() async throws {
        try await withLoop { loop in
            let sums = Confined(Array(repeating: 0, count: 8))
            let disorder = Confined(0)
            await withTaskGroup(of: Void.self) { group in
                for thread in 0..<8 {
                    group.addTask {
                        for n in 0..<20_000 {
                            loop.post {
                                if sums.value[thread] != n { disorder.value += 1 }
                                sums.value[thread] += 1
                            }
                        }
                    }
                }
            }
            let result = await loop.perform { (sums.value, disorder.value) }
            #expect(result.0 == Array(repeating: 20_000, count: 8))
            #expect(result.1 == 0)
        }
    }

    @Test("An actor lives on the loop, and its code knows where it is")
    func actors() async throws {
        try await withLoop { loop in
            let counter = Counter(on: loop)
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<500 { group.addTask { await counter.add() } }
                for await onLoop in group { #expect(onLoop) }
            }
            #expect(await counter.count == 500)
            #expect(!loop.isCurrent)
            await loop.perform { counter.assumeIsolated { #expect($0.count == 500) } }
        }
    }

    @Test("perform brings back values and typed errors")
    func perform() async throws {
        struct Wrong: Error, Equatable { var at: Int }
        try await withLoop { loop in
            #expect(await loop.perform { 6 * 7 } == 42)
            await #expect(throws: Wrong(at: 3)) {
                try await loop.perform { () throws(Wrong) -> Int in throw Wrong(at: 3) }
            }
        }
    }

    @Test("Turn tasks run when the turn ends, in order, those asked for by jobs included")
    func turnTasks() async throws {
        try await withLoop { loop in
            let seen = Confined<[String]>([])
            await loop.perform {
                loop.atTurnEnd(Note { seen.value.append("first") })
                loop.atTurnEnd(
                    Note {
                        seen.value.append("second")
                        loop.atTurnEnd(Note { seen.value.append("fourth") })
                    })
                loop.post { loop.atTurnEnd(Note { seen.value.append("third") }) }
                seen.value.append("body")
            }
            #expect(await loop.perform { seen.value } == ["body", "first", "second", "third", "fourth"])
        }
    }

    @Test("A job that asks for itself again for ever starves neither timers nor other threads")
    func fairness() async throws {
        try await withLoop { loop in
            let stop = Shared(false)
            @Sendable func again() { if !stop.now { loop.post { again() } } }
            loop.post { again() }
            let woken = Shared(false)
            loop.post { loop.wake(at: loop.now.advanced(by: .milliseconds(5))) { woken.change { $0 = true } } }
            #expect(await eventually { woken.now })
            #expect(await loop.perform { true })
            stop.change { $0 = true }
        }
    }

    @Test("The time stands still within a turn and moves between turns")
    func time() async throws {
        try await withLoop { loop in
            let first = await loop.perform {
                let before = loop.now
                usleep(2_000)
                #expect(loop.now == before)
                return before
            }
            let second = await loop.perform { loop.now }
            #expect(first.duration(to: second) >= .milliseconds(2))
        }
    }

    @Test("A loop may run on the calling thread")
    func here() {
        let seen = Shared(0)
        EventLoop.run(name: "here") { loop in
            loop.wake(at: loop.now.advanced(by: .milliseconds(3))) {
                seen.change { $0 += 1 }
                Task { await loop.shutdown() }
            }
        }
        #expect(seen.now == 1)
    }
}
