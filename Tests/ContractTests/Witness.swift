import Glibc
import LifelineCore
import LifelineUV
import Roster

@testable import lifeline

/// Hears what clients hear, and keeps it as lines of JSON, each with its channel and type.
final class Witness: Sendable {
    struct Line: Sendable {
        let channel: String
        let type: String
        let text: String
    }

    private struct Memory {
        let reader = TapReader(.stock)
        var lines: [Line] = []
        var complaints: [String] = []
    }

    private let memory = Locked(Memory())

    /// Of all tests here. It appends to the file that `LIFELINE_CONTRACT_RECORD` names, for scripts/check-contract, which
    /// holds each line against schemas/; without it, it hears nothing.
    static let shared = Recorder()

    var witness: @Sendable (UnsafeRawBufferPointer, RecordForm) -> Void {
        { [self] record, form in
            memory.withLock { memory in
                var lines: [Line] = []
                var complaints: [String] = []
                memory.reader.heard = {
                    lines.append(
                        Line(channel: $0.channel, type: $0.type, text: String(decoding: $0.line, as: UTF8.self)))
                }
                memory.reader.complained = { complaints.append($0) }
                memory.reader.read(record, form)
                memory.lines += lines
                memory.complaints += complaints
            }
        }
    }

    var lines: [Line] { memory.withLock { $0.lines } }
    var complaints: [String] { memory.withLock { $0.complaints } }
}

/// Writes lines to the file that the environment names.
final class Recorder: Sendable {
    private let path = getenv("LIFELINE_CONTRACT_RECORD").map { String(cString: $0) }

    var witness: (@Sendable (UnsafeRawBufferPointer, RecordForm) -> Void)? {
        guard path != nil else { return nil }
        let witness = Witness()
        let hear = witness.witness
        return { [self] record, form in
            hear(record, form)
            write(witness.take())
        }
    }

    func write(_ lines: [Witness.Line]) {
        guard let path, let file = fopen(path, "a") else { return }
        // One write each: several clients may be heard at once.
        for line in lines { fputs(line.text, file) }
        fclose(file)
    }
}

extension Witness {
    /// The lines so far, once.
    func take() -> [Line] {
        memory.withLock { memory in
            defer { memory.lines = [] }
            return memory.lines
        }
    }
}
