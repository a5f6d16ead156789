import Glibc
import LifelineCore
import LifelineUV
import Testing

@Suite("Reading somebody else's descriptor", .serialized)
struct DescriptorReaderTests {
    private final class Heard {
        var bytes: [UInt8] = []
        var ends = 0
        var error: TransportError?
        var reader: DescriptorReader?
    }

    private func read(_ loop: EventLoop, _ descriptor: CInt) async -> Confined<Heard> {
        await loop.perform {
            let heard = Heard()
            do throws(TransportError) {
                heard.reader = try DescriptorReader(
                    descriptor, on: loop, received: { heard.bytes += $0 },
                    ended: {
                        heard.ends += 1
                        heard.error = $0
                    })
            } catch {
                heard.error = error
            }
            return Confined(heard)
        }
    }

    @Test("A pipe is read as it fills, to its end, and stays as blocking as it was")
    func pipe() async throws {
        try await withLoop { loop in
            var ends: [CInt] = [0, 0]
            #expect(Glibc.pipe(&ends) == 0)
            let heard = await read(loop, ends[0])
            let whole = pattern(300_000)
            var at = 0
            while at < whole.count {
                at += max(0, whole[at...].withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) })
            }
            #expect(await eventually { await loop.perform { heard.value.bytes.count } == whole.count })
            #expect(await loop.perform { heard.value.bytes == whole && heard.value.ends == 0 })
            #expect(fcntl(ends[0], F_GETFL) & O_NONBLOCK == 0)
            close(ends[1])
            #expect(await eventually { await loop.perform { heard.value.ends } == 1 })
            #expect(await loop.perform { heard.value.error == nil })
            close(ends[0])
        }
    }

    @Test("A file is read to its end, from where it stands")
    func file() async throws {
        try await withLoop { loop in
            var name = Array("/tmp/lifeline-file-XXXXXX".utf8CString)
            let file = mkstemp(&name)
            unlink(name)
            let whole = pattern(200_001)
            #expect(whole.withUnsafeBytes { write(file, $0.baseAddress, $0.count) } == whole.count)
            lseek(file, 1, SEEK_SET)
            let heard = await read(loop, file)
            #expect(await eventually { await loop.perform { heard.value.ends } == 1 })
            #expect(await loop.perform { heard.value.bytes == Array(whole[1...]) && heard.value.error == nil })
            close(file)
        }
    }

    @Test("Nothing, and no descriptor at all, have their words")
    func nothing() async throws {
        try await withLoop { loop in
            let null = open("/dev/null", O_RDONLY)
            let heard = await read(loop, null)
            #expect(await eventually { await loop.perform { heard.value.ends } == 1 })
            let none = await read(loop, 9_999)
            #expect(await loop.perform { none.value.error?.detail.contains("bad file descriptor") } == true)
            close(null)
        }
    }

    @Test("A closed reader says nothing more, and an open one does not keep a loop from ending")
    func closing() async throws {
        var ends: [CInt] = [0, 0]
        #expect(Glibc.pipe(&ends) == 0)
        try await withLoop { loop in
            let heard = await read(loop, ends[0])
            await loop.perform { heard.value.reader?.close() }
            _ = write(ends[1], "abc", 3)
            await loop.perform {}
            #expect(await loop.perform { heard.value.bytes.isEmpty && heard.value.ends == 0 })
            _ = await read(loop, ends[0])
        }
        close(ends[0])
        close(ends[1])
    }
}
