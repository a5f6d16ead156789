internal import Glibc
internal import LifelineCore
internal import LifelineUV

/// Lines on their way to standard error, or to anybody. Written by a thread of its own: a full disk, a stopped terminal or
/// a pipe that nobody reads costs lines, which are counted, and never a tick.
final class Log: @unchecked Sendable {  // Sendable: everything that changes is under the lock.
    let level: LogLevel
    private let form: LogForm
    private let output: CInt
    private let state = Locked(State())
    private let wall: @Sendable () -> Timestamp
    private let bell = Bell()

    private struct State {
        var lines: [String] = []
        /// What stands below the last line, on a terminal. Nil: nothing new.
        var footer: String?
        var lost: UInt64 = 0
        var isOver = false
    }

    /// Only the writing thread knows it: what stands there now.
    private var footer = ""

    /// Lines that may wait. More are dropped, and their number is the next line.
    static let linesMax = 4096

    init(
        _ level: LogLevel, _ form: LogForm, to output: CInt = STDERR_FILENO,
        wall: @escaping @Sendable () -> Timestamp
    ) {
        self.level = level
        self.form = form
        self.output = output
        self.wall = wall
        bell.startThread { [self] in run() }
    }

    /// True if a line of this level would be written: ask before making one that costs.
    func takes(_ level: LogLevel) -> Bool { level >= self.level && level != .silent }

    func write(_ line: LogLine) {
        guard takes(line.level) else { return }
        let text = line.spelled(form, at: wall())
        let isFirst = state.withLock { state in
            guard state.lines.count < Log.linesMax, !state.isOver else {
                state.lost &+= 1
                return false
            }
            state.lines.append(text)
            return state.lines.count == 1
        }
        if isFirst { bell.ring() }
    }

    /// For a terminal: stands below the lines, in place of what stood there; empty for nothing. It has no line feed, and
    /// fits into one row.
    func show(_ footer: String) {
        state.withLock { $0.footer = footer }
        bell.ring()
    }

    var lost: UInt64 { state.withLock { $0.lost } }

    /// Writes what waits, for as long as somebody reads it, at most for `patience`.
    func close(within patience: Duration = .milliseconds(500)) {
        state.withLock { $0.isOver = true }
        bell.ring()
        bell.waitForThread(patience)
    }

    private func run() {
        var told: UInt64 = 0
        while true {
            let (lines, latest, lost, isOver) = state.withLock { state in
                defer { state.lines.removeAll(keepingCapacity: true) }
                return (state.lines, state.footer.take(), state.lost, state.isOver)
            }
            if !footer.isEmpty, latest != nil || !lines.isEmpty { _ = write("\r\u{1B}[2K") }
            footer = latest ?? footer
            for (index, line) in lines.enumerated() where !write(line) {
                // Over, and nobody reads: what is left is not worth anybody's waiting.
                return lose(lines.count - index)
            }
            if lost > told, !isOver {
                _ = write(LogLine(.warning, "log lines lost").with("count", lost - told).spelled(form, at: wall()))
                told = lost
            }
            if !footer.isEmpty, latest != nil || !lines.isEmpty { _ = write(footer) }
            if lines.isEmpty, latest == nil {
                if isOver { return }
                bell.wait()
            }
        }
    }

    /// False if the log is over and its reader takes no more.
    private func write(_ line: String) -> Bool {
        var rest = Array(line.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EINTR {
                continue
            } else if count < 0, errno == EAGAIN {
                var entry = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
                poll(&entry, 1, 100)
                if entry.revents == 0, state.withLock({ $0.isOver }) { return false }
            } else {
                // A full disk, a reader that left: the line is lost, and the next one tries again.
                lose(1)
                return true
            }
        }
        return true
    }

    private func lose(_ count: Int) { state.withLock { $0.lost &+= UInt64(count) } }
}
