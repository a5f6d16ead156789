import Glibc

/// The screen behind a descriptor.
enum Terminal {
    /// How much fits into one row; 80 where nobody knows.
    static func columns(_ descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
