import Glibc
@testable import Lifeline
import LifelineCore
import LifelineSimulation
@testable import Service
import Testing

@Suite("What is counted of those who left")
struct ServiceLogTests {
    @Test("has 64 codes at most, and one more for all that clients make up beyond them")
    func codes() {
        let log = Log(.error, .text, to: STDERR_FILENO) { Timestamp(microseconds: 0) }
        defer { log.close(within: .seconds(30)) }
        let counts = ServiceLog(log, on: SimLoop())
        let guest = Guest(
            number: 1, peer: Peer(address: ""), identity: nil, session: nil, roundTrip: nil,
            connected: Instant(nanoseconds: 0))
        for code in UInt16(3_000)..<3_064 { counts.left(guest, Close(code)) }
        #expect(counts.closes.count == 64 && counts.closes[0] == nil)
        for code in UInt16(4_000)..<5_000 { counts.left(guest, Close(code)) }
        counts.left(guest, Close(3_000))
        #expect(counts.closes.count == 65)
        #expect(counts.closes[0] == 1_000)
        #expect(counts.closes[3_000] == 2, "known codes are counted on")
    }
}
