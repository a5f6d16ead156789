internal import LifelineCore

/// Writes down how frames went, once a second for who looks closely. That ticks were missed is news for everybody, at most
/// each ten seconds.
struct FrameLog {
    /// What there has been up to some second.
    struct Count {
        let at: Instant
        let frames: UInt64
        let skipped: UInt64
        let published: UInt64
        let records: UInt64
        let clients: Int
    }

    private var before: Count?
    private var skippedTold: UInt64 = 0
    private var quietUntil: Instant?

    static let quiet = Duration.seconds(10)

    mutating func tell(_ count: Count, to log: Log) {
        if let before, log.takes(.debug) {
            log.write(
                LogLine(.debug, "frames").with("kept", count.frames &- before.frames)
                    .with("skipped", count.skipped &- before.skipped)
                    .with("published", count.published &- before.published)
                    .with("records", count.records &- before.records).with("clients", count.clients))
        }
        before = count
        guard count.skipped > skippedTold, quietUntil.map({ count.at >= $0 }) ?? true else { return }
        log.write(
            LogLine(.warning, "ticks skipped").with("count", count.skipped &- skippedTold).with("kept", count.frames))
        skippedTold = count.skipped
        quietUntil = count.at.advanced(by: FrameLog.quiet)
    }
}
