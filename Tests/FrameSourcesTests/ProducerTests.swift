import EnergyProfile
import Foundation
import Lifeline
import LifelineCore
import LifelineSession
import LifelineUV
import Roster
import Testing
import UnixSocketTransport

@Suite("Examples/producer.py", .timeLimit(.minutes(1)))
struct ProducerTests {
    /// A hub behind a Unix socket, and the envelopes of what is published there.
    private final class World: @unchecked Sendable {  // Sendable: touched on the loop only, but for `loop` and `path`.
        let loop = EventLoop(name: "producer")
        let path = "/tmp/lifeline-producer-\(getpid())/s"
        private var hub: Hub?
        private var listener: (any Listener)?

        func open() async throws {
            try await loop.perform { [self] in
                let surroundings = Surroundings(
                    wall: { Timestamp(microseconds: 1) }, entropy: { UInt64.random(in: 0...UInt64.max) })
                let hub = Hub(on: loop, .stock, PeerUIDAuthenticator(uid: getuid()), surroundings)
                self.hub = hub
                listener = try UnixSocketTransport().listen(
                    Address(scheme: "unix", rest: path), on: loop
                ) { hub.accept($0) }
            }
        }

        var count: UInt64 { get async { await loop.perform { [self] in hub?.position(of: Energy.self)?.seq ?? 0 } } }
        var bad: UInt64 { get async { await loop.perform { [self] in hub?.counters.badMessages ?? 0 } } }

        func close() async {
            await loop.perform { [self] in
                hub?.shutdown()
                listener?.close()
                (hub, listener) = (nil, nil)
            }
            await loop.shutdown()
        }
    }

    @Test("publishes sixty updates a second, all of them good, and ends when the server does")
    func producer() async throws {
        let world = World()
        try await world.open()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        process.arguments = ["python3", root.appendingPathComponent("Examples/producer.py").path, world.path]
        process.standardError = FileHandle.nullDevice
        try process.run()
        var first: UInt64 = 0
        while first == 0 {
            try await Task.sleep(for: .milliseconds(5))
            first = await world.count
        }
        let clock = ContinuousClock()
        let start = clock.now
        try await Task.sleep(for: .seconds(2))
        let seen = await world.count - first
        let seconds = Double(start.duration(to: clock.now).wholeNanoseconds) / 1e9
        #expect(abs(Double(seen) / seconds - 60) < 6)
        #expect(await world.bad == 0)
        await world.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 1)
    }
}
