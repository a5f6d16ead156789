import Glibc

/// Something the system refused: what was tried, and its own words.
struct StreamFault: Error {
    let words: String

    init(_ trying: String, _ code: Int32) { words = "cannot \(trying): \(String(cString: strerror(code)))" }

    /// Waits until the system has or takes bytes, at most `milliseconds`; for ever if negative. False if it was in vain.
    static func wait(for descriptor: Int32, _ event: Int32, _ milliseconds: Int32 = -1) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        return poll(&wanted, 1, milliseconds) > 0
    }
}
