import LifelineCore
import LifelineSimulation
import LoopbackTransport
import Testing

@Suite("Loopback links under chance")
struct LoopbackChaosTests {
    @Test(
        "Whatever both ends do, what arrives is what was sent, in order, and each end is closed once",
        arguments: Seed.fixed + [.fresh, .fresh])
    func chaos(seed: Seed) throws {
        var random = Randomness(seed)
        var seen = (pauses: 0, congested: 0, drains: 0, graceful: 0, slow: 0, tooLarge: 0)
        for _ in 0..<120 {
            var limits = LinkLimits()
            limits.outboundBytesMax = random.range(0...4_000)
            limits.outboundBytesHardMax = limits.outboundBytesMax + random.range(0...20_000)
            limits.turnBytesMax = random.range(1...4_000)
            limits.recordBytesMax = random.pick([1_000, 990])
            let connection = try Connection(near: limits, far: limits)
            defer { connection.end() }
            let ends = [connection.near, connection.far]
            var sent: [[[UInt8]]] = [[], []]
            var closed: [Close?] = [nil, nil]
            for step in 0..<random.range(1...400) {
                let me = random.range(0...1)
                switch random.range(0...99) {
                case 0...59:
                    let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: step), count: random.range(0...1_000))
                    let flow = bytes.withUnsafeBytes { bytes in
                        random.chance(0.5)
                            ? ends[me].link?.send(copying: bytes, .text)
                            : ends[me].link?.send(Record(copying: bytes, .text))
                    }
                    if flow != .closed { sent[me].append(bytes) }
                    if flow == .congested { seen.congested += 1 }
                case 60...69:
                    ends[me].link?.pause()
                    seen.pauses += 1
                case 70...84: ends[me].link?.resume()
                case 85...97: connection.loop.run(for: random.range(.zero ... .seconds(1)))
                case 98:
                    guard random.chance(0.1) else { break }
                    closed[me] = closed[me] ?? .goingAway
                    ends[me].link?.close(.goingAway)
                default: connection.loop.step()
                }
            }
            for end in ends { end.link?.resume() }
            for end in ends { end.link?.close(.normal) }
            connection.loop.runUntilIdle()
            #expect(connection.loop.wakesWaiting == 0, "seed \(seed)")
            for (me, other) in [(0, 1), (1, 0)] {
                #expect(ends[me].closes.count == 1, "seed \(seed)")
                #expect(sent[other].starts(with: ends[me].records), "seed \(seed)")
                seen.drains += ends[me].drains
                if ends[me].closes == [.slowConsumer] { seen.slow += 1 }
                if ends[me].closes == [.recordTooLarge] { seen.tooLarge += 1 }
                // The only one to close, in peace: everything it sent is there.
                if closed[me] != nil, closed[other] == nil, ends[other].closes == [.goingAway] {
                    seen.graceful += 1
                    #expect(ends[other].records == sent[me], "seed \(seed)")
                }
            }
        }
        #expect(seen.pauses > 0 && seen.congested > 0 && seen.drains > 0, "a run that never saw it: \(seen)")
        #expect(seen.graceful > 0 && seen.slow > 0 && seen.tooLarge > 0, "a run that never saw it: \(seen)")
    }
}
