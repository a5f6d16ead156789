import Glibc

/// Ctrl-C and SIGTERM for a program with threads: held back from all of them, and waited for by one.
enum Signals {
    private static var ends: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        return set
    }

    /// On the first thread, before there are others: they inherit it.
    static func hold() {
        var set = ends
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// True if a signal came within so many seconds.
    static func wait(seconds: Int) -> Bool {
        var set = ends
        var patience = timespec(tv_sec: seconds, tv_nsec: 0)
        return sigtimedwait(&set, nil, &patience) > 0
    }

    /// From here on a signal ends the program at once.
    static func release() {
        var set = ends
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}
