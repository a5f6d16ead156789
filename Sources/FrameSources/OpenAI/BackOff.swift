/// How long to wait before the next try, each time twice as long. A value without clock or chance.
struct BackOff {
    let triesMax: Int
    private var tries = 0

    init(triesMax: Int) { self.triesMax = triesMax }

    /// Nil once there have been enough tries.
    mutating func next() -> Duration? {
        tries += 1
        guard tries < triesMax else { return nil }
        return .milliseconds(250 << min(tries - 1, 6))
    }
}
