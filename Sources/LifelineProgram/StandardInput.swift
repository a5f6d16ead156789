import Glibc

/// Bytes from other programs, as they come.
enum StandardInput {
    /// Waits for bytes and takes what is there, as much as fits. Nil at the end.
    static func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamFault) -> UnsafeRawBufferPointer? {
        while true {
            let count = Glibc.read(STDIN_FILENO, buffer.baseAddress, buffer.count)
            if count > 0 { return UnsafeRawBufferPointer(rebasing: buffer.prefix(count)) }
            if count == 0 { return nil }
            switch errno {
            case EINTR: continue
            case EAGAIN: _ = StreamFault.wait(for: STDIN_FILENO, POLLIN)
            default: throw StreamFault("read standard input", errno)
            }
        }
    }
}
