internal import Glibc

/// This process's time, of the wall and of the processor.
enum Clocks {
    private static let origin = ContinuousClock.now

    /// Since the first call, on a clock that never steps.
    static var now: Duration { origin.duration(to: ContinuousClock.now) }

    /// What all threads have used of the processor.
    static var processor: Duration { reading(CLOCK_PROCESS_CPUTIME_ID) }

    /// What the calling thread has used.
    static var thread: Duration { reading(CLOCK_THREAD_CPUTIME_ID) }

    private static func reading(_ clock: clockid_t) -> Duration {
        var time = timespec()
        clock_gettime(clock, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// What this process holds.
public enum Holdings {
    /// Memory that is really there, in bytes; 0 if the system does not say.
    public static var residentBytes: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (Int(fields.split(separator: " ").dropFirst().first ?? "") ?? 0) * sysconf(Int32(_SC_PAGESIZE))
    }

    /// Open descriptors.
    public static var descriptors: Int {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count - 3  // "." and "..", and the folder itself.
    }

    /// Allows as many descriptors as the system lets us have.
    public static func allowDescriptors() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
