import Glibc

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

/// A path for a Unix socket, in a folder of its own that does not exist yet. Short: 107 bytes are all there are.
public func freshSocketPath() -> String { "/tmp/lifeline-\(getpid())-\(UInt32.random(in: 0 ... .max))/s" }

/// Removes what `freshSocketPath` led to.
public func removeSocket(_ path: String) {
    unlink(path)
    rmdir(String(path.dropLast(2)))
}

/// In a process of its own an expectation loses its words: these go to standard error.
public func demand(
    _ holds: Bool, _ words: @autoclosure () -> String = "", _ file: String = #fileID, _ line: Int = #line
) throws {
    if holds { return }
    let text = "\(file):\(line): not so \(words())\n"
    text.withCString { _ = write(2, $0, strlen($0)) }
    throw Unmet()
}

public struct Unmet: Error {}
