import Glibc
import LifelineCore
@testable import LifelineUV
import Testing

/// Each runs in a process of its own, so that the descriptors it counts are its own.
@Suite("Endurance", .serialized)
struct EnduranceTests {
    @Test("Ten thousand connect and vanish, and leave no handle and no descriptor behind")
    func churn() async {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            try await withLoop { loop in
                for address in [anyPort, freshSocketPath()] {
                    let server = try await Server(loop, at: address) { $0.onReceived = { $0.write(Array($1)) } }
                    Client(server.address).close()  // libuv takes a descriptor in reserve with the first stream
                    try demand(await eventually { await server.count { $0.closings == 1 } == 1 })
                    let before = descriptorCount()
                    for batch in 0..<50 {
                        await blocking {
                            for n in 0..<100 {
                                let client = Client(server.address)
                                if n % 3 != 0 { client.sendNow(pattern(n * 10)) }
                                if n % 2 == 0 { client.reset() } else { client.close() }
                            }
                        }
                        let done = (batch + 1) * 100 + 1
                        try demand(await eventually { await server.count { $0.closings == 1 } == done })
                    }
                    try demand(descriptorCount() < before + 10, "\(descriptorCount()) descriptors, \(before) before")
                    await server.close()
                    remove(address)
                }
                await loop.shutdown()
                try demand(loop.handlesLeft.isEmpty)
            }
        }
        report(result)
    }

    @Test("Without descriptors it neither spins nor dies, and welcomes those who waited when there are some again")
    func exhaustion() async {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            try await withLoop { loop in
                let server = try await Server(loop, at: anyPort)
                let first = Client(server.address)
                try demand(await eventually { await server.ask { $0.isOpen } == true })
                let used = rlim_t(descriptorCount() - 1)
                let clients = (0..<10).map { _ in socket(AF_INET, 1, 0) }
                var limit = rlimit(rlim_cur: used + 12, rlim_max: 4_096)
                setrlimit(__rlimit_resource_t(7), &limit)
                var hoard: [CInt] = []
                while case let one = dup(0), one >= 0 { hoard.append(one) }
                let name = try SocketAddress(server.address)
                for client in clients { _ = name.withPointer { connect(client, $0, $1) } }

                var before = rusage()
                getrusage(0, &before)
                usleep(500_000)  // not Task.sleep, which needs a descriptor and traps without
                var after = rusage()
                getrusage(0, &after)
                let shortages = await server.shortages()
                let open = await server.count { $0.isOpen }
                first.sendNow([1])  // who is there is still served
                usleep(20_000)
                let served = await server.ask { $0.bytes } == [1]
                for one in hoard { close(one) }
                limit.rlim_cur = 1_024
                setrlimit(__rlimit_resource_t(7), &limit)
                let welcome = await eventually { await server.count { $0.isOpen } == 11 }
                // One try in 100 ms, not one in a turn.
                try demand((2...50).contains(shortages), "\(shortages) shortages")
                let busy = after.ru_utime.tv_usec - before.ru_utime.tv_usec
                try demand(after.ru_utime.tv_sec > before.ru_utime.tv_sec || busy < 200_000, "busy for \(busy) µs")
                try demand(open == 1 && served && welcome, "\(open) open, \(served), \(welcome)")
                for client in clients { close(client) }
                first.close()
            }
        }
        report(result)
    }

    @Test("Two hundred loops with listeners and streams leave no descriptor behind")
    func loops() async {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            await EventLoop(name: "warm").shutdown()
            let before = descriptorCount()
            for _ in 0..<200 {
                let loop = EventLoop(name: "round")
                let server = try await Server(loop, at: anyPort)
                let client = Client(server.address)
                client.sendNow([1])
                if Bool.random() { _ = await eventually { await server.ask { $0.isOpen } == true } }
                await loop.shutdown()
                try demand(loop.handlesLeft.isEmpty)
                client.close()
            }
            try demand(descriptorCount() < before + 10, "\(descriptorCount()) descriptors, \(before) before")
        }
        report(result)
    }

    @Test("Memory that one deaf peer can hold is bounded by the hard limit")
    func bounded() async {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            try await withLoop { loop in
                var limits = LinkLimits()
                limits.outboundBytesHardMax = 1 << 20
                let server = try await Server(loop, at: anyPort, limits: limits)
                let clients = (0..<20).map { _ in Client(server.address, receiveBuffer: 4_096) }
                try demand(await eventually { await server.count { $0.isOpen } == 20 })
                let before = residentBytes()
                for _ in 0..<3_000 { await server.each { $0.write(pattern(1_000)) } }
                // 20 MiB may wait, three times that was written: those who passed the limit are gone.
                let after = residentBytes()
                // A sanitizer keeps what is freed, so its figures say nothing.
                let plain = dlsym(nil, "__asan_init") == nil && dlsym(nil, "__tsan_init") == nil
                try demand(!plain || after - before < 30 << 20, "\((after - before) >> 20) MiB")
                try demand(await server.count { $0.bytesWaiting > 1 << 20 } == 0)
                for client in clients { client.close() }
            }
        }
        report(result)
    }
}

/// VmRSS, in bytes.
private func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 200)
    guard fgets(&line, 200, file) != nil else { return 0 }
    let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
        separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * 4_096 : 0
}

/// In a process of its own an expectation loses its words: these go to standard error.
private func demand(
    _ holds: Bool, _ words: @autoclosure () -> String = "", line: Int = #line
) throws {
    struct Unmet: Error {}
    if holds { return }
    let text = "EnduranceTests.swift:\(line): not so \(words())\n"
    text.withCString { _ = Glibc.write(2, $0, strlen($0)) }
    throw Unmet()
}

private func report(_ result: ExitTest.Result?) {
    if let result, result.exitStatus != .exitCode(0) {
        print(String(decoding: result.standardErrorContent, as: UTF8.self))
    }
}
