import LifelineCore

/// What a machine takes for the time of day. People set it.
final class WallClock {
    private let loop: any Loop
    private var offset: Int64 = 1_700_000_000_000_000

    /// As far as it jumps at once, in microseconds: a day.
    static let jumpMax: Int64 = 86_400_000_000

    init(_ loop: any Loop) { self.loop = loop }

    var now: Timestamp { Timestamp(microseconds: offset + loop.now.nanoseconds / 1_000) }

    func jump(by microseconds: Int64) { offset += microseconds }
}
