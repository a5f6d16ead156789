import Foundation

/// The engine of `Tests/openai/server.py`, for the length of a test.
final class EngineProcess {
    let port: Int
    private let process = Process()
    private let leash = Pipe()
    private let output = Pipe()

    struct Silent: Error {}

    /// At a port that the system chooses, or at `port`.
    init(port: Int? = nil) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        process.arguments =
            ["python3", tests.appendingPathComponent("openai/server.py").path] + (port.map { ["\($0)"] } ?? [])
        process.standardOutput = output
        process.standardInput = leash
        try process.run()
        var line = ""
        while !line.hasSuffix("\n"), let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
            line += String(decoding: byte, as: UTF8.self)
        }
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else { throw Silent() }
        self.port = port
    }

    /// Ends it. How often each model was asked.
    func finish() throws -> [String: Int] {
        try leash.fileHandleForWriting.close()
        let rest = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode([String: Int].self, from: rest)
    }

    deinit {
        try? leash.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
