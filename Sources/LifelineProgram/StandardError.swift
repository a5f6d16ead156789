import Glibc

/// Words for the person at the keyboard.
enum StandardError {
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// True if what stands there can be written over.
    static var redraws: Bool {
        isTerminal && getenv("TERM").map { String(cString: $0) != "dumb" } ?? false
    }

    static var columns: Int { Terminal.columns(STDERR_FILENO) }

    static func say(_ words: String) { write(words + "\n") }

    static func write(_ text: String) {
        var text = text
        text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
