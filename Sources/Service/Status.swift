internal import LifelineCore
internal import LifelineSession

/// How a service is, in numbers.
public struct Status: Sendable {
    let at: Instant
    let clients: Int
    let slow: Int
    let frames: UInt64
    let skipped: UInt64
    let published: UInt64
    let records: UInt64
    let delivery: DeliveryCounts
    let lateness: Double
    let roundTrip: Duration?
    let residentBytes: Int

    /// One line, with rates since `earlier` if there was one.
    public func line(since earlier: Status?) -> String {
        var words = ["\(clients) \(clients == 1 ? "client" : "clients")"]
        if slow > 0 { words.append("\(slow) slow") }
        if let earlier, at > earlier.at {
            let seconds = earlier.at.duration(to: at).seconds
            words.append("\(Status.rate(frames &- earlier.frames, seconds)) Hz")
            words.append("\(Status.rate(published &- earlier.published, seconds)) msg/s in")
            words.append("\(Status.rate(delivery.delivered &- earlier.delivery.delivered, seconds)) out")
        } else {
            words.append("\(published) published")
            words.append("\(delivery.delivered) delivered")
        }
        if delivery.conflated > 0 { words.append("\(delivery.conflated) conflated") }
        if delivery.joined > 0 { words.append("\(delivery.joined) joined") }
        if delivery.dropped > 0 { words.append("\(delivery.dropped) dropped") }
        if skipped > 0 { words.append("\(skipped) \(skipped == 1 ? "frame" : "frames") skipped") }
        if let roundTrip { words.append("rtt ≤ \(Status.milliseconds(roundTrip.seconds)) ms") }
        words.append("late p99 ≤ \(Status.milliseconds(lateness)) ms")
        words.append("\(residentBytes >> 20) MiB")
        return words.joined(separator: " · ")
    }

    private static func rate(_ count: UInt64, _ seconds: Double) -> Int { Int((Double(count) / seconds).rounded()) }

    private static func milliseconds(_ seconds: Double) -> Double { (seconds * 100_000).rounded() / 100 }
}
