import LifelineUV

/// Says on standard error which trial runs and how long all of them will still take: on a terminal in one row that goes
/// away, else in one line each.
final class BenchProgress: Sendable {
    private let secondsInAll: Int
    private let secondsDone = Locked(0)

    /// For trials that take so long together.
    init(seconds: Int) { secondsInAll = seconds }

    func during<Value>(
        _ trial: String, seconds: Int, _ body: () async throws -> Value
    ) async rethrows -> Value {
        let before = secondsDone.withLock { done in
            defer { done += seconds }
            return done
        }
        guard StandardError.redraws else {
            StandardError.say("\(trial): \(seconds) s …")
            return try await body()
        }
        let secondsInAll = secondsInAll
        let row = Task {
            var second = 0
            while !Task.isCancelled {
                let left = max(secondsInAll - before - second, 0)
                let words = "\(trial): \(min(second, seconds)) of \(seconds) s, \(BenchProgress.spelled(left)) to go"
                StandardError.write("\r\u{1B}[2K" + Prose.cut(words, StandardError.columns - 1))
                try? await Task.sleep(for: .seconds(1))
                second += 1
            }
        }
        do {
            let value = try await body()
            await BenchProgress.wipe(row)
            return value
        } catch {
            await BenchProgress.wipe(row)
            throw error
        }
    }

    private static func wipe(_ row: Task<Void, Never>) async {
        row.cancel()
        await row.value
        StandardError.write("\r\u{1B}[2K")
    }

    /// 75 as "1 min 15 s".
    static func spelled(_ seconds: Int) -> String {
        seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
    }
}
