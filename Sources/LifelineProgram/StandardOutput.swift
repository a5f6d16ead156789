import Glibc

/// Bytes for other programs.
enum StandardOutput {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var columns: Int { Terminal.columns(STDOUT_FILENO) }

    /// What a pipe takes without blocking once it says that it takes anything.
    private static let pipeBytes = 4096
    /// How long somebody who wants to end waits for a reader, in milliseconds.
    private static let farewell: Int32 = 200

    /// Writes all of `bytes`. False if nobody reads any more, or not soon enough once `isOver`.
    static func write(
        _ bytes: UnsafeRawBufferPointer, unless isOver: () -> Bool = { false }
    ) throws(StreamFault) -> Bool {
        var rest = bytes
        while rest.count > 0 {
            let ends = isOver()
            if ends, !StreamFault.wait(for: STDOUT_FILENO, POLLOUT, farewell) { return false }
            let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, ends ? min(rest.count, pipeBytes) : rest.count)
            if count >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                continue
            }
            switch errno {
            case EPIPE: return false
            case EINTR: continue
            case EAGAIN: _ = StreamFault.wait(for: STDOUT_FILENO, POLLOUT)
            default: throw StreamFault("write standard output", errno)
            }
        }
        return true
    }

    static func print(_ text: String) -> Outcome {
        var text = text
        do {
            _ = try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
            return .done
        } catch {
            StandardError.say("lifeline: cannot write standard output")
            return .failed
        }
    }
}
