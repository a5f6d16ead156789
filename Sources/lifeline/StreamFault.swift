import Glibc

/// Something the system refused: what was tried, and its own words.
struct StreamFault: Error {
    let words: String

    init(_ trying: String, _ code: Int32) { words = "cannot \(trying): \(String(cString: strerror(code)))" }

    /// Waits until the system has or takes bytes: for streams that somebody made non-blocking.
    static func wait(for descriptor: Int32, _ event: Int32) {
        var wanted = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        poll(&wanted, 1, -1)
    }
}
