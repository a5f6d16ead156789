import Conformance
import LifelineCore
import SocketTestKit
import Testing
import UnixSocketTransport

/// Each in a process of its own, so that what is counted is its own.
@Suite("Unix socket endurance", .serialized)
struct UnixSocketEnduranceTests {
    @Test("Ten thousand connect and vanish, and leave no handle and no descriptor behind")
    func churn() async {
        await #expect(processExitsWith: .success) {
            try Churn(unixWorld(), UnixSocketTransport(), speech).run(cycles: 10_000)
        }
    }

    @Test("A conversation cut at every byte gives the whole records before the cut, and ends once")
    func cuts() async {
        await #expect(processExitsWith: .success) {
            let frame = UnixSocketLinkTests.frame
            let pieces = [
                Array("{\"a\":1}\n".utf8), frame(48, nil, 1), Array("[1,2]\n".utf8), frame(56, nil, 1),
                frame(48, nil, 1),
                Array("{\"text\":\"å\"}\n".utf8),
            ]
            try Cuts(unixWorld(), UnixSocketTransport(), opening: [], pieces).run()
        }
    }

    @Test("A peer that never reads costs the hard limit, then its connection; its neighbour notices nothing")
    func deaf() async {
        await #expect(processExitsWith: .success) {
            try Deaf(unixWorld(), opening: speech, answering: []) { limits in
                var options = UnixSocketTransport.Options()
                options.limits = limits
                return UnixSocketTransport(options)
            }.run()
        }
    }

    @Test("Running out of descriptors is survived without spinning")
    func shortage() async {
        await #expect(processExitsWith: .success) {
            try Shortage(unixWorld(), UnixSocketTransport(), speech).run()
        }
    }
}

private let speech = Array("{\"a\":1}\n".utf8)
