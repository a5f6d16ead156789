import FrameSources
import LifelineCore
import LifelineUV
import Testing

/// A theatre on a loop of its own, with sockets.
final class Play: @unchecked Sendable {  // Sendable: `theatre` and `source` are touched on the loop only.
    let loop = EventLoop(name: "play")
    private var theatre: Theatre?

    func open(_ sources: @escaping @Sendable () -> [any FrameSource]) async throws {
        await loop.perform { [self] in theatre = Theatre(loop, sources()) }
        try #require(await eventually { !$0.startups.isEmpty })
    }

    func ask(_ body: @escaping @Sendable (Theatre) -> Bool) async -> Bool {
        await loop.perform { [self] in theatre.map(body) ?? false }
    }

    /// What `body` says of the theatre, brought here.
    func see<Value: Sendable>(_ body: @escaping @Sendable (Theatre) -> Value) async -> Value? {
        await loop.perform { [self] in theatre.map(body) }
    }

    func eventually(within seconds: Double = 10, _ condition: @escaping @Sendable (Theatre) -> Bool) async -> Bool {
        for _ in 0..<Int(seconds * 200) {
            if await ask(condition) { return true }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return await ask(condition)
    }

    func prompt(_ text: Text, _ models: [Name] = []) async throws -> [UInt32] {
        let answer = try #require(await see { $0.ensemble.prompt(Prompt(text, models: models)) })
        guard case .accepted(let streams) = answer else {
            Issue.record("\(answer)")
            return []
        }
        return streams
    }

    func close() async {
        await loop.perform { [self] in
            theatre?.end()
            theatre = nil
        }
        await loop.shutdown()
        #expect(loop.handlesLeft == [])
    }
}
