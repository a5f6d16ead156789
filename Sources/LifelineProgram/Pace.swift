import Glibc

/// Real time in ticks, counted from one start, so that it does not drift.
struct Pace {
    private let hertz: Int
    private let start: timespec

    init(hertz: Int) {
        self.hertz = hertz
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        start = now
    }

    /// Sleeps until tick number `tick`, or until a signal comes.
    func wait(for tick: Int) {
        let nanoseconds = start.tv_nsec + tick % hertz * 1_000_000_000 / hertz
        var deadline = timespec(
            tv_sec: start.tv_sec + tick / hertz + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, nil)
    }
}
