import LifelineCore
import LifelineSimulation
import Testing

@Suite("The simulated loop")
struct SimLoopTests {
    let loop = SimLoop(now: Instant(nanoseconds: 1_000))

    @Test("Wakes come by deadline, equal ones in the order of the asking", arguments: Seed.fixed + [.fresh])
    func order(seed: Seed) {
        var random = Randomness(seed)
        var expected: [(Int64, Int)] = []
        var seen: [Int] = []
        for n in 0..<1_000 {
            let deadline = Instant(nanoseconds: random.range(0...2_000))
            expected.append((max(deadline.nanoseconds, 1_000), n))
            loop.wake(at: deadline) { [loop] in
                #expect(loop.now == max(deadline, Instant(nanoseconds: 1_000)))
                seen.append(n)
            }
        }
        #expect(loop.runUntilIdle())
        #expect(seen == expected.sorted { $0 < $1 }.map(\.1), "seed \(seed)")
        #expect(loop.turns == 1_000)
    }

    @Test("A cancelled wake does not come, and leaves nothing", arguments: Seed.fixed + [.fresh])
    func cancel(seed: Seed) {
        var random = Randomness(seed)
        var fired: Set<UInt64> = []
        var kept: Set<UInt64> = []
        weak var held: Holder?
        for n in 0..<5_000 {
            let holder = Holder()
            held = holder
            var id: UInt64 = 0
            let wake = loop.wake(at: Instant(nanoseconds: random.range(0...9_000))) {
                _ = holder
                fired.insert(id)
            }
            id = wake.id
            if random.chance(0.9) || n == 4_999 {
                loop.cancel(wake)
                loop.cancel(wake)
            } else {
                kept.insert(id)
            }
        }
        #expect(held == nil, "a cancelled wake keeps its body")
        loop.runUntilIdle()
        #expect(fired == kept, "seed \(seed)")
        loop.cancel(Wake(id: 1))
    }

    @Test("Time stands still within a turn and jumps between turns; a run ends exactly at its deadline")
    func time() {
        var seen: [Int64] = []
        func look() { seen.append(loop.now.nanoseconds) }
        loop.post(look)
        loop.wake(at: loop.now.advanced(by: .nanoseconds(10)), look)
        loop.wake(at: loop.now.advanced(by: .nanoseconds(11)), look)
        loop.run(for: .nanoseconds(10))
        #expect(seen == [1_000, 1_010])
        #expect(loop.now.nanoseconds == 1_010)
        loop.run(until: Instant(nanoseconds: 2_000))
        #expect(seen == [1_000, 1_010, 1_011])
        #expect(loop.now.nanoseconds == 2_000)
        loop.run(until: Instant(nanoseconds: 0))
        #expect(loop.now.nanoseconds == 2_000, "time never goes back")
    }

    @Test("What a turn posts comes in a later turn, after what was due")
    func post() {
        var seen: [String] = []
        loop.post { [loop] in
            seen.append("first")
            loop.post { seen.append("third") }
            seen.append("still first")
        }
        loop.post { seen.append("second") }
        loop.step()
        #expect(seen == ["first", "still first"])
        loop.runUntilIdle()
        #expect(seen == ["first", "still first", "second", "third"])
    }

    @Test("Turn tasks come once at the end of the turn, in order, later ones included")
    func turnEnd() {
        let log = Log()
        let inner = Task(log, "inner")
        let outer = Task(log, "outer") { [loop] in loop.atTurnEnd(inner) }
        loop.post { [loop] in
            loop.atTurnEnd(outer)
            loop.atTurnEnd(Task(log, "second"))
            log.lines.append("turn")
        }
        loop.post { log.lines.append("next turn") }
        loop.runUntilIdle()
        #expect(log.lines == ["turn", "outer", "second", "inner", "next turn"])
        loop.atTurnEnd(inner)
        #expect(log.lines.count == 5)
        #expect(!loop.step(), "nothing is due")
        #expect(log.lines.last == "inner" && log.lines.count == 6, "the turn between two steps ends when the loop runs")
    }

    @Test("A run until a condition stops at the turn that makes it hold, or at its deadline")
    func condition() {
        var count = 0
        for n in 1...5 { loop.wake(at: loop.now.advanced(by: .seconds(n))) { count += 1 } }
        #expect(loop.run(for: .seconds(10)) { count == 2 })
        #expect(loop.now.nanoseconds == 2_000_001_000)
        #expect(!loop.run(for: .seconds(1)) { count == 5 })
        #expect(loop.now.nanoseconds == 3_000_001_000)
    }

    @Test("A limit stops a loop that never idles")
    func limit() {
        var going = true
        func again() { if going { loop.wake(at: loop.now.advanced(by: .seconds(1)), again) } }
        again()
        #expect(!loop.runUntilIdle(limit: 100))
        #expect(loop.turns == 100)
        #expect(loop.nextDeadline == loop.now.advanced(by: .seconds(1)))
        going = false
        #expect(loop.runUntilIdle())
    }

    @Test("A loop that is run from inside itself, or for ever at one instant, says so")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            let loop = SimLoop()
            loop.post { loop.step() }
            loop.step()
        }
        await #expect(processExitsWith: .failure) {
            let loop = SimLoop()
            loop.turnsPerInstantMax = 1_000
            func again() { loop.post(again) }
            again()
            loop.run(for: .seconds(1))
        }
    }
}

private final class Holder {}

private final class Log {
    var lines: [String] = []
}

private final class Task: TurnTask {
    private let log: Log
    private let name: String
    private let body: () -> Void

    init(_ log: Log, _ name: String, _ body: @escaping () -> Void = {}) {
        self.log = log
        self.name = name
        self.body = body
    }

    func turnEnded() {
        log.lines.append(name)
        body()
    }
}
