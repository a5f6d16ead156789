import Glibc
import LifelineCore
import LifelineUV
import Testing

@Suite("Wakes", .serialized)
struct WakeTests {
    @Test("A thousand wakes come in the order of their deadlines, none early")
    func order() async throws {
        try await withLoop { loop in
            let seen = Confined<[Int64]>([])
            let early = Confined(0)
            await loop.perform {
                var random = SystemRandomNumberGenerator()
                for _ in 0..<1_000 {
                    let deadline = loop.now.advanced(by: .microseconds(Int64.random(in: 0...30_000, using: &random)))
                    loop.wake(at: deadline) {
                        seen.value.append(deadline.nanoseconds)
                        if loop.now < deadline { early.value += 1 }
                    }
                }
            }
            #expect(await eventually { await loop.perform { seen.value.count } == 1_000 })
            let result = await loop.perform { (seen.value, early.value) }
            #expect(result.0 == result.0.sorted())
            #expect(result.1 == 0)
        }
    }

    @Test("Equal deadlines come in the order of the asking")
    func equals() async throws {
        try await withLoop { loop in
            let seen = Confined<[Int]>([])
            await loop.perform {
                let deadline = loop.now.advanced(by: .milliseconds(2))
                for n in 0..<100 { loop.wake(at: deadline) { seen.value.append(n) } }
            }
            #expect(await eventually { await loop.perform { seen.value.count } == 100 })
            #expect(await loop.perform { seen.value } == Array(0..<100))
        }
    }

    @Test("A cancelled wake does not come, from outside or from a wake that is due with it")
    func cancel() async throws {
        try await withLoop { loop in
            let seen = Confined<[String]>([])
            await loop.perform {
                let soon = loop.now.advanced(by: .milliseconds(2))
                let gone = loop.wake(at: soon) { seen.value.append("gone") }
                let victim = Confined<Wake?>(nil)
                loop.wake(at: soon) { victim.value.map(loop.cancel) }
                victim.value = loop.wake(at: soon) { seen.value.append("victim") }
                loop.cancel(gone)
                loop.cancel(gone)
                loop.wake(at: soon) {
                    seen.value.append("last")
                    loop.cancel(gone)
                }
            }
            #expect(await eventually { await loop.perform { !seen.value.isEmpty } })
            try await Task.sleep(for: .milliseconds(5))
            #expect(await loop.perform { seen.value } == ["last"])
        }
    }

    @Test("An old name cancels nobody else's wake")
    func generations() async throws {
        try await withLoop { loop in
            let seen = Confined(0)
            await loop.perform {
                let old = loop.wake(at: loop.now) {}
                loop.cancel(old)
                loop.wake(at: loop.now) { seen.value += 1 }  // takes the same place
                loop.cancel(old)
            }
            #expect(await eventually { await loop.perform { seen.value } == 1 })
        }
    }

    @Test("A wake that is always due comes once per turn, and the sockets get theirs")
    func past() async throws {
        try await withLoop { loop in
            let count = Confined(0)
            @Sendable func again() {
                count.value += 1
                loop.wake(at: Instant(nanoseconds: 0)) { again() }
            }
            loop.post { again() }
            #expect(await eventually { await loop.perform { count.value } > 3 })
        }
    }

    @Test("A far deadline does not delay a near one asked for later")
    func earlier() async throws {
        try await withLoop { loop in
            let lateness = Shared<Duration?>(nil)
            await loop.perform {
                loop.wake(at: Instant(nanoseconds: .max)) {}
                loop.wake(at: loop.now.advanced(by: .seconds(3_600))) {}
                let deadline = loop.now.advanced(by: .milliseconds(4))
                loop.wake(at: deadline) { lateness.change { $0 = deadline.duration(to: loop.now) } }
            }
            #expect(await eventually { lateness.now != nil })
            #expect(lateness.now.map { $0 >= .zero && $0 < .milliseconds(500) } == true)
        }
    }

    @Test("A hundred thousand cancelled wakes leave nothing behind")
    func cancelMany() async throws {
        try await withLoop { loop in
            let alive = Shared(0)
            final class Witness: Sendable {
                let alive: Shared<Int>
                init(_ alive: Shared<Int>) {
                    self.alive = alive
                    alive.change { $0 += 1 }
                }
                deinit { alive.change { $0 -= 1 } }
            }
            await loop.perform {
                for _ in 0..<100_000 {
                    let witness = Witness(alive)
                    loop.cancel(loop.wake(at: loop.now.advanced(by: .seconds(60))) { _ = witness })
                }
            }
            #expect(alive.now == 0)
        }
    }

    @Test("At 60 Hz for a second: 60 beats, each at its own deadline, no drift")
    func sixtyHertz() async throws {
        try await withLoop { loop in
            let beats = Confined<[Metronome.Beat]>([])
            let ticker = Confined<Ticker?>(nil)
            let start = await loop.perform {
                let start = loop.now
                ticker.value = Ticker(Metronome(hertz: 60, from: start), on: loop) { beats.value.append($0) }
                return start
            }
            #expect(await eventually { await loop.perform { (beats.value.last?.index ?? 0) >= 60 } })
            let (result, now) = await loop.perform {
                ticker.value?.stop()
                return (beats.value, loop.now)
            }
            let last = try #require(result.last)
            #expect(Int64(result.count) + result.reduce(0) { $0 + $1.skipped } == last.index)
            #expect(result.allSatisfy { $0.lateness >= .zero })
            #expect(start.duration(to: now) >= .milliseconds(1_000))
            let late = result.map { $0.lateness.wholeNanoseconds / 1_000 }.sorted()
            print(
                "60 Hz: lateness in µs, median \(late[late.count / 2]), 90 % \(late[late.count * 9 / 10]), max \(late.last ?? 0)"
            )
        }
    }

    @Test("A ticker that is dropped falls silent and is not kept alive by its loop")
    func ticker() async throws {
        try await withLoop { loop in
            let count = Confined(0)
            let gone = await loop.perform { () -> Bool in
                weak var weakly: Ticker?
                do {
                    let ticker = Ticker(Metronome(hertz: 1_000, from: loop.now), on: loop) { _ in count.value += 1 }
                    weakly = ticker
                    withExtendedLifetime(ticker) {}
                }
                return weakly == nil
            }
            #expect(gone)
            try await Task.sleep(for: .milliseconds(5))
            #expect(await loop.perform { count.value } == 0)
        }
    }

    @Test("Forgetting a wake may end somebody who forgets another, also when the loop ends")
    func chain() async {
        final class Holder {
            let loop: EventLoop
            let wake: Wake
            init(_ loop: EventLoop) {
                self.loop = loop
                wake = loop.wake(at: loop.now.advanced(by: .seconds(60))) {}
            }
            deinit { loop.cancel(wake) }
        }
        let loop = EventLoop(name: "chain")
        await loop.perform {
            let cancelled = Holder(loop)
            let wake = loop.wake(at: loop.now.advanced(by: .seconds(60))) { _ = cancelled }
            let kept = Holder(loop)
            loop.wake(at: loop.now.advanced(by: .seconds(60))) { _ = kept }
            loop.post { loop.cancel(wake) }
        }
        await loop.shutdown()
    }
}
