import Glibc
import LifelineCore
import LifelineUV
import Synchronization

/// Something a test shares between its own thread and a loop.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    var now: Value { value.withLock { $0 } }
    func change<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        value.withLock { value in
            var copy = value
            defer { value = copy }
            return body(&copy)
        }
    }
}

/// Something only a loop's thread touches, though a `@Sendable` closure carries it there.
final class Confined<Value>: @unchecked Sendable {  // Sendable: tests use it inside `post` and `perform` only.
    var value: Value
    init(_ value: Value) { self.value = value }
}

/// How many descriptors this process holds.
func descriptorCount() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return -1 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return count
}

/// Polls until `condition` holds or `seconds` have passed.
func eventually(within seconds: Double = 5, _ condition: () async -> Bool) async -> Bool {
    for _ in 0..<Int(seconds * 1_000) {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(1))
    }
    return await condition()
}

/// A loop for one test, shut down at its end.
func withLoop<Result: Sendable>(_ body: (EventLoop) async throws -> Result) async throws -> Result {
    let loop = EventLoop(name: "test")
    do {
        let result = try await body(loop)
        await loop.shutdown()
        return result
    } catch {
        await loop.shutdown()
        throw error
    }
}
