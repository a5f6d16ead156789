import Glibc

/// Bytes for other programs.
enum StandardOutput {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Writes all of `bytes`. False if nobody reads any more. `isOver` is asked when a signal comes in between.
    static func write(
        _ bytes: UnsafeRawBufferPointer, unless isOver: () -> Bool = { false }
    ) throws(StreamFault) -> Bool {
        var rest = bytes
        while rest.count > 0 {
            let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
            if count >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                continue
            }
            switch errno {
            case EPIPE: return false
            case EINTR: if isOver() { return false }
            case EAGAIN: StreamFault.wait(for: STDOUT_FILENO, POLLOUT)
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
