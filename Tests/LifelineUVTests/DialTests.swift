import Glibc
import LifelineCore
@testable import LifelineUV
import Testing

/// Dials, and brings back the probe and what was said.
private func dial(
    _ loop: EventLoop, _ address: StreamAddress, timeout: Duration = .seconds(5)
) async -> (Confined<Probe>, TransportError?) {
    await withUnsafeContinuation { continuation in
        loop.post {
            let probe = Probe(on: loop)
            let box = Confined(probe)
            let inside = Confined(true)
            probe.dial(address, timeout: timeout) { error in
                precondition(!inside.value, "called from inside the call")
                continuation.resume(returning: (box, error))
            }
            inside.value = false
        }
    }
}

@Suite("Dialling", .serialized)
struct DialTests {
    @Test("Two streams of ours talk", arguments: [anyPort, freshSocketPath(), .tcp(host: "::1", port: 0)])
    func talk(address: StreamAddress) async throws {
        defer { remove(address) }
        try await withLoop { loop in
            let server = try await Server(loop, at: address) { $0.onReceived = { $0.write(Array($1)) } }
            let (probe, error) = await dial(loop, server.address)
            #expect(error == nil)
            await loop.perform {
                #expect(probe.value.isOpen)
                probe.value.write(pattern(1_000_000))
            }
            #expect(await eventually { await loop.perform { probe.value.bytes.count } == 1_000_000 })
            #expect(await loop.perform { probe.value.bytes == pattern(1_000_000) })
            await loop.perform { probe.value.close() }
            #expect(await eventually { await loop.perform { probe.value.why } == .finished })
            #expect(await eventually { await server.end() == .finished })
        }
    }

    @Test("Nobody there, a bad address and a missing path each have their name")
    func refused() async throws {
        try await withLoop { loop in
            let server = try await Server(loop, at: anyPort)
            await server.close()
            for (address, reason, words) in [
                (server.address, .refused, "connect \(server.address): connection refused: nobody listens there"),
                (.tcp(host: "localhost", port: 1), .badAddress, nil),
                (.unix(path: "/tmp/lifeline-none/socket"), .notFound, nil),
                (.unix(path: String(repeating: "x", count: 108)), .badAddress, nil),
            ] as [(StreamAddress, TransportError.Reason, String?)] {
                let (probe, error) = await dial(loop, address)
                #expect(error?.reason == reason, "\(address): \(error?.description ?? "none")")
                if let words { #expect(error?.description == words) }
                #expect(await loop.perform { probe.value.closings == 0 && !probe.value.isOpen })
            }
        }
    }

    @Test("Somebody who does not answer is given up after the timeout")
    func timeout() async throws {
        try await withLoop { loop in
            // A listener whose queue is full drops what comes: the caller hears nothing.
            let full = socket(AF_INET, 1, 0)
            let name = try SocketAddress(anyPort)
            #expect(name.withPointer { bind(full, $0, $1) } == 0)
            Glibc.listen(full, 0)
            let address = try #require(SocketAddress(of: full) { getsockname($0, $1, $2) }?.address)
            let first = Client(address)
            let start = ContinuousClock.now
            var error: TransportError?
            for _ in 0..<3 where error == nil { error = await dial(loop, address, timeout: .milliseconds(150)).1 }
            #expect(error?.reason == .timeout)
            #expect(ContinuousClock.now - start < .seconds(2))
            first.close()
            Glibc.close(full)
        }
    }

    @Test("A loop that ends while somebody dials says so")
    func ended() async throws {
        let loop = EventLoop(name: "dial")
        let full = socket(AF_INET, 1, 0)
        let name = try SocketAddress(anyPort)
        #expect(name.withPointer { bind(full, $0, $1) } == 0)
        Glibc.listen(full, 0)
        let address = try #require(SocketAddress(of: full) { getsockname($0, $1, $2) }?.address)
        let clients = (0..<2).map { _ in Task { await dial(loop, address).1 } }
        let waiting = Task { await dial(loop, address).1 }
        try await Task.sleep(for: .milliseconds(50))
        await loop.shutdown()
        #expect(await waiting.value.map { $0.reason == .cancelled } != false)
        for client in clients { _ = await client.value }
        #expect(loop.handlesLeft.isEmpty)
        Glibc.close(full)
    }
}
