internal import Glibc

/// What the system says about this process.
enum ProcessFacts {
    /// Resident memory in bytes; 0 if the system does not say.
    static var residentBytes: Int {
        let fields = firstBytes(of: "/proc/self/statm").split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else { return 0 }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Open descriptors.
    static var descriptors: Int {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Itself, and the two dots.
        return max(count - 3, 0)
    }

    /// Processor time of all threads.
    static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func firstBytes(of path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var room = [UInt8](repeating: 0, count: 256)
        let count = room.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
        return Array(room.prefix(max(count, 0)))
    }
}
