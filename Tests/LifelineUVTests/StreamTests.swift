import Glibc
import LifelineCore
@testable import LifelineUV
import Testing

private final class WeakProbe: @unchecked Sendable {  // Sendable: touched on the loop only.
    weak var probe: Probe?
}

@Suite("ByteStream", .serialized)
struct StreamTests {
    @Test("What goes in comes out in order, whatever the sizes", arguments: [anyPort, freshSocketPath()])
    func echo(address: StreamAddress) async throws {
        defer { remove(address) }
        try await withLoop { loop in
            let server = try await Server(loop, at: address) { $0.onReceived = { $0.write(Array($1)) } }
            let client = Client(server.address)
            let sent = pattern(3_000_000)
            let sending = Task.detached {
                var rest = sent[...]
                while !rest.isEmpty {
                    let part = rest.prefix(Int.random(in: 1...200_000))
                    await client.send(Array(part))
                    rest = rest.dropFirst(part.count)
                }
            }
            #expect(await client.receive(sent.count) == sent)
            await sending.value
            client.close()
        }
    }

    @Test(
        "Copies, heads and shared records of all sizes arrive as one stream", arguments: [anyPort, freshSocketPath()])
    func gather(address: StreamAddress) async throws {
        defer { remove(address) }
        try await withLoop { loop in
            let server = try await Server(loop, at: address)
            let client = Client(server.address)
            #expect(await eventually { await server.ask { $0.isOpen } == true })
            let expected = Shared<[UInt8]>([])
            let reader = Task { await client.receive(1 << 23) }
            for round in 0..<40 {
                _ = await server.ask { probe in
                    for size in [0, 1, 125, 4_095, 4_096, 4_097, 20_000, 3].shuffled() {
                        let bytes = pattern(size, from: round &* 31)
                        switch Int.random(in: 0...2) {
                        case 0:
                            probe.write(bytes)
                            expected.change { $0 += bytes }
                        case 1:
                            probe.write([1, 2, 3], bytes.withUnsafeBytes { Record(copying: $0, .binary) })
                            expected.change { $0 += [1, 2, 3] + bytes }
                        default:
                            probe.write([], bytes.withUnsafeBytes { Record(copying: $0, .binary) })
                            expected.change { $0 += bytes }
                        }
                    }
                }
            }
            _ = await server.ask { $0.close(lingering: .zero) }
            let got = await reader.value
            #expect(got == expected.now)
            #expect(await eventually { await server.end() == .finished })
            client.close()
        }
    }

    @Test("A thousand writes of one turn leave in one send")
    func oneSend() async throws {
        try await withLoop { loop in
            let server = try await Server(loop, at: anyPort)
            let client = Client(server.address)
            #expect(await eventually { await server.ask { $0.isOpen } == true })
            let before = await loop.perform { loop.outbox.pointee.sends }
            _ = await server.ask { probe in
                for n in 0..<1_000 { probe.write([UInt8(truncatingIfNeeded: n), 7]) }
            }
            let got = await client.receive(2_000)
            #expect(got.count == 2_000 && got[200] == 100)
            #expect(await loop.perform { loop.outbox.pointee.sends } == before + 1)
            client.close()
        }
    }

    @Test("More pieces than one gathered send may hold")
    func manyPieces() async throws {
        try await withLoop { loop in
            let server = try await Server(loop, at: anyPort)
            let client = Client(server.address)
            #expect(await eventually { await server.ask { $0.isOpen } == true })
            let large = pattern(5_000).withUnsafeBytes { Record(copying: $0, .binary) }
            let reader = Task { await client.receive(700 * 5_001) }
            _ = await server.ask { probe in for n in 0..<700 { probe.write([UInt8(truncatingIfNeeded: n)], large) } }
            let got = await reader.value
            #expect(got == (0..<700).flatMap { [UInt8(truncatingIfNeeded: $0)] + pattern(5_000) })
            client.close()
        }
    }

    @Test(
        "A peer that does not read meets .congested, then drained, and loses nothing",
        arguments: [anyPort, freshSocketPath()])
    func backpressure(address: StreamAddress) async throws {
        defer { remove(address) }
        try await withLoop { loop in
            var limits = LinkLimits()
            limits.outboundBytesMax = 100_000
            limits.outboundBytesHardMax = 64 << 20
            let server = try await Server(loop, at: address, limits: limits)
            let client = Client(server.address, receiveBuffer: 4_096)
            #expect(await eventually { await server.ask { $0.isOpen } == true })
            var written = 0
            var flow = Flow.open
            for _ in 0..<2_000 {
                let start = written
                flow = try #require(await server.ask { $0.write(pattern(9_000, from: start)) })
                written += 9_000
                if flow == .congested { break }
            }
            #expect(flow == .congested)
            #expect(await server.ask { $0.drainings } == 0)
            let total = written
            #expect(await client.receive(total) == pattern(total))
            #expect(await eventually { await server.ask { $0.drainings } == 1 })
            #expect(await server.ask { $0.write([1]) } == .open)
            #expect(await server.ask { $0.backlog == nil } == true)
            client.close()
        }
    }

    @Test("One byte over the hard limit closes the stream as slow, one under does not")
    func hardLimit() async throws {
        try await withLoop { loop in
            var limits = LinkLimits()
            limits.outboundBytesMax = 1_000
            limits.outboundBytesHardMax = 1 << 20
            let server = try await Server(loop, at: freshSocketPath(), limits: limits)
            defer { remove(server.address) }
            let client = Client(server.address)
            #expect(await eventually { await server.ask { $0.isOpen } == true })
            for _ in 0..<200 { _ = await server.ask { if $0.bytesWaiting < 500_000 { $0.write(pattern(10_000)) } } }
            let waiting = try #require(await server.ask { $0.bytesWaiting })
            #expect(waiting >= 500_000)
            let room = (1 << 20) - waiting
            #expect(await server.ask { $0.write(pattern(room)) } == .congested)
            #expect(await server.ask { $0.bytesWaiting } == 1 << 20)
            #expect(await server.ask { $0.write([1]) } == .closed)
            #expect(await eventually { await server.end() == .slow })
            #expect(await server.ask { $0.write([1]) } == .closed)
            client.close()
        }
    }

    @Test("A peer that never reads is gone after the patience, a slow one that reads a little is not")
    func patience() async throws {
        try await withLoop { loop in
            var limits = LinkLimits()
            limits.outboundPatience = .milliseconds(300)
            limits.outboundBytesHardMax = 64 << 20
            let address = freshSocketPath()
            let server = try await Server(loop, at: address, limits: limits) { probe in
                probe.onOpened = { $0.write(pattern(6_000_000)) }
            }
            defer { remove(address) }
            let deaf = Client(server.address)
            let slow = Client(server.address)
            let start = ContinuousClock.now
            let reader = Task.detached {
                for _ in 0..<60 {
                    _ = await slow.receive(60_000)
                    try? await Task.sleep(for: .milliseconds(20))
                }
            }
            #expect(await eventually { await server.end(0) == .slow })
            let took = ContinuousClock.now - start
            #expect(took >= .milliseconds(300) && took < .milliseconds(1_500), "\(took)")
            await reader.value
            #expect(await server.ask(1) { $0.isOpen } == true)
            deaf.close()
            slow.close()
        }
    }

    @Test("Half-close in both directions")
    func halfClose() async throws {
        try await withLoop { loop in
            let server = try await Server(loop, at: anyPort) { probe in
                probe.onEnded = { probe in
                    probe.write(Array("you said \(probe.bytes.count)".utf8))
                    probe.shutdownWrite()
                }
            }
            let client = Client(server.address)
            await client.send(pattern(100_000))
            client.shutdownWrite()
            #expect(await client.receive(1_000) == Array("you said 100000".utf8))
            #expect(await server.ask { $0.isOpen } == true)
            #expect(await server.ask { $0.write([1]) } == .closed)
            _ = await server.ask { $0.close() }
            #expect(await eventually { await server.end() == .finished })
            client.close()

            let second = Client(server.address)
            #expect(await eventually { await server.ask(1) { $0.isOpen } == true })
            _ = await server.ask(1) { $0.shutdownWrite() }
            #expect(await second.receive(1) == [])
            await second.send([1, 2, 3])
            #expect(await eventually { await server.ask(1) { $0.bytes } == [1, 2, 3] })
            second.reset()
            #expect(await eventually { await server.end(1) == .reset })
        }
    }

    @Test("Closing with much waiting delivers it all first")
    func closeFlushes() async throws {
        try await withLoop { loop in
            var limits = LinkLimits()
            limits.outboundBytesHardMax = 64 << 20
            let server = try await Server(loop, at: anyPort, limits: limits) { probe in
                probe.onOpened = {
                    $0.write(pattern(8_000_000))
                    $0.close()
                    $0.close()
                }
            }
            let client = Client(server.address, receiveBuffer: 4_096)
            await client.send([1, 2, 3])  // never read: would turn the close into a reset without the lingering
            try await Task.sleep(for: .milliseconds(20))
            let got = await client.receive(9_000_000)
            #expect(got.count == 8_000_000 && got == pattern(8_000_000), "\(got.count)")
            client.close()
            #expect(await eventually { await server.end() == .finished })
            #expect(await server.ask { $0.closings } == 1)
        }
    }

    @Test("A peer that does not close back is waited for only so long")
    func lingering() async throws {
        try await withLoop { loop in
            let server = try await Server(loop, at: anyPort) {
                $0.onOpened = { $0.close(lingering: .milliseconds(100)) }
            }
            let client = Client(server.address)
            #expect(await client.receive(1) == [])
            #expect(await server.ask { $0.closings } == 0)
            #expect(await eventually { await server.end() == .finished })
            client.close()
        }
    }

    @Test("A peer may vanish after any byte, with words or without", arguments: [anyPort, freshSocketPath()])
    func anyByte(address: StreamAddress) async throws {
        defer { remove(address) }
        try await withLoop { loop in
            let server = try await Server(loop, at: address) { $0.onReceived = { $0.write(Array($1)) } }
            for count in 0..<300 {
                let client = Client(server.address)
                await client.send(pattern(count))
                if count % 2 == 0 { client.reset() } else { client.close() }
            }
            #expect(await eventually { await server.count { $0.closings == 1 } == 300 })
            #expect(await server.count { $0.backlog != nil } == 0)
        }
    }

    @Test("Writing, pausing and closing from inside every event, and after the end, does no harm")
    func misuse() async throws {
        try await withLoop { loop in
            let server = try await Server(loop, at: anyPort) { probe in
                probe.onOpened = {
                    $0.pauseReading()
                    $0.resumeReading()
                    $0.resumeReading()
                }
                probe.onReceived = { probe, _ in
                    probe.write([9])
                    probe.abort()
                    probe.abort()
                    probe.close()
                    probe.resumeReading()
                    #expect(probe.write([9]) == .closed)
                }
            }
            let client = Client(server.address)
            await client.send([1])
            #expect(await eventually { await server.end() == .aborted })
            _ = await server.ask { probe in
                probe.close()
                probe.abort()
                probe.shutdownWrite()
                probe.pauseReading()
                probe.resumeReading()
                #expect(probe.write([1]) == .closed)
                #expect(!probe.isOpen && probe.peer.address == "closed")
            }
            #expect(await server.ask { $0.closings } == 1)
            client.close()
        }
    }

    @Test("Pausing stops the bytes, resuming brings them all")
    func pausing() async throws {
        try await withLoop { loop in
            let server = try await Server(loop, at: anyPort) { probe in
                probe.onReceived = { probe, bytes in
                    probe.bytes += bytes
                    probe.pauseReading()
                }
            }
            let client = Client(server.address)
            await client.send([1])
            #expect(await eventually { await server.ask { $0.bytes } == [1] })
            await client.send([2])
            try await Task.sleep(for: .milliseconds(20))
            #expect(await server.ask { $0.bytes } == [1])
            _ = await server.ask { $0.resumeReading() }
            #expect(await eventually { await server.ask { $0.bytes } == [1, 2] })
            client.close()
        }
    }

    @Test("A flood on one stream lets the others have their turn, and no read passes the limit")
    func fairness() async throws {
        try await withLoop { loop in
            var limits = LinkLimits()
            limits.turnBytesMax = 1_000
            let order = Confined<[Int]>([])
            let numbers = Confined(0)
            let server = try await Server(loop, at: freshSocketPath(), limits: limits) { probe in
                let number = numbers.value
                numbers.value += 1
                probe.onOpened = { $0.pauseReading() }
                probe.onReceived = { probe, bytes in
                    probe.bytes += bytes
                    order.value.append(number)
                }
            }
            defer { remove(server.address) }
            let clients = (0..<2).map { _ in Client(server.address) }
            for client in clients { await client.send(pattern(50_000)) }
            #expect(await eventually { await server.ask(1) { $0.isOpen } == true })
            await server.each { $0.resumeReading() }
            #expect(await eventually { await server.count { $0.bytes.count == 50_000 } == 2 })
            #expect(await server.count { $0.bytes == pattern(50_000) && $0.largestRead == 1_000 } == 2)
            let seen = await loop.perform { order.value }
            let ahead = seen.indices.map { end in abs(seen[...end].reduce(0) { $0 + ($1 == 0 ? 1 : -1) }) }
            #expect((ahead.max() ?? 0) <= 2)
            for client in clients { client.close() }
        }
    }

    @Test("A reader may scribble around the bytes")
    func scribble() async throws {
        try await withLoop { loop in
            let server = try await Server(loop, at: anyPort) { probe in
                probe.onReceived = { probe, bytes in
                    memset(bytes.baseAddress! - 64, 0xEE, bytes.count + 128)
                    probe.bytes.append(1)
                }
            }
            let client = Client(server.address)
            await client.send(pattern(1_000_000))
            #expect(await eventually { await server.ask { $0.bytes.isEmpty } == false })
            client.close()
            #expect(await eventually { await server.ask { $0.closings } == 1 })
        }
    }

    @Test("The end of the loop closes every stream, and says so")
    func loopEnds() async throws {
        let loop = EventLoop(name: "ends")
        let server = try await Server(loop, at: anyPort) { $0.onOpened = { $0.write(pattern(3_000_000)) } }
        let clients = (0..<50).map { _ in Client(server.address, receiveBuffer: 4_096) }
        #expect(await eventually { await server.count { $0.isOpen } == 50 })
        await loop.shutdown()
        #expect(loop.handlesLeft.isEmpty)
        let ended = await server.count { probe in probe.closings == 1 && probe.why == StreamEnd.loopEnded }
        #expect(ended == 50)
        #expect(await server.ask { $0.write([1]) } == .closed)
        for client in clients { client.close() }
    }

    @Test("A stream that is over and forgotten leaves no memory behind")
    func released() async throws {
        try await withLoop { loop in
            let server = try await Server(loop, at: anyPort)
            let client = Client(server.address)
            let weakly = WeakProbe()
            #expect(await eventually { await server.ask { weakly.probe = $0 } != nil })
            client.close()
            #expect(await eventually { await server.ask { $0.closings } == 1 })
            await server.forget()
            #expect(await loop.perform { weakly.probe == nil })
        }
    }
}
