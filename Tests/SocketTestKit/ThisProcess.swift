import Glibc
public import Testing

/// What the process holds. Only a test with a process of its own can trust these numbers.
public enum ThisProcess {
    public static var descriptors: Int {
        guard let folder = opendir("/proc/self/fd") else { return -1 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
    }

    /// Memory that is really there, in bytes.
    public static var residentBytes: Int { numbers("/proc/self/statm").dropFirst().first.map { $0 * 4_096 } ?? -1 }

    /// A sanitizer keeps what is freed, and makes everything slow: its figures say nothing.
    public static var isSanitized: Bool { dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil }

    /// How many files may be open at once. Returns what it was.
    @discardableResult
    public static func limitDescriptors(to count: Int) -> Int {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(7), &limit)  // RLIMIT_NOFILE
        let before = Int(limit.rlim_cur)
        limit.rlim_cur = rlim_t(count)
        setrlimit(__rlimit_resource_t(7), &limit)
        return before
    }

    /// Processor time of all threads, in milliseconds.
    public static var processorMilliseconds: Int {
        var usage = rusage()
        getrusage(0, &usage)  // RUSAGE_SELF
        return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1_000
            + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1_000
    }

    private static func numbers(_ path: String) -> [Int] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, 256, file) != nil else { return [] }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.split(separator: " ").compactMap { Int($0) }
    }
}

/// Like `#require`, for code that runs in a process of its own: the fault travels to the test that started it.
public func demand(
    _ holds: Bool, _ words: @autoclosure () -> String = "", _ place: SourceLocation = #_sourceLocation
) throws {
    if holds { return }
    Issue.record("not so: \(words())", sourceLocation: place)
    throw Unmet()
}

public struct Unmet: Error {
    public init() {}
}
