internal import LifelineCore

/// Writes down how frames went, once a second for who looks closely. That ticks were missed is news for everybody, at most
/// each ten seconds.
struct FrameLog {
    private var before: Status?
    private var skippedTold: UInt64 = 0
    private var quietUntil: Instant?

    static let quiet = Duration.seconds(10)

    mutating func tell(_ status: Status, to log: Log) {
        if let before, log.takes(.debug) {
            log.write(
                LogLine(.debug, "frames").with("kept", status.frames &- before.frames)
                    .with("skipped", status.skipped &- before.skipped)
                    .with("published", status.published &- before.published)
                    .with("records", status.records &- before.records).with("clients", status.clients))
        }
        before = status
        guard status.skipped > skippedTold, quietUntil.map({ status.at >= $0 }) ?? true else { return }
        log.write(
            LogLine(.warning, "ticks skipped").with("count", status.skipped &- skippedTold).with("kept", status.frames))
        skippedTold = status.skipped
        quietUntil = status.at.advanced(by: FrameLog.quiet)
    }
}
