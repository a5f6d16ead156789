internal import LifelineCore

/// What one subscription has brought a client, to set against what the server says that it sent.
struct Account {
    var epoch: UInt32
    /// Where the server's counting began.
    var origin: UInt64
    var isRecovered: Bool
    /// False where a channel was asked for again in mid-connection: then what is under way comes twice.
    var isExact = true
    var delivered: UInt64 = 0
    var conflated: UInt64 = 0
    var joined: UInt64 = 0
    var dropped: UInt64 = 0
    var snapshots = 0

    /// Nothing was owed but live messages.
    var isLive: Bool { isRecovered || snapshots > 0 }

    mutating func add(_ lag: Lag) {
        conflated += UInt64(lag.conflated)
        joined += UInt64(lag.joined)
        dropped += UInt64(lag.dropped)
    }

    /// published = delivered + conflated + joined + dropped
    func check(_ position: Position, _ judge: Judge, _ place: String) {
        guard isExact, position.epoch == epoch else { return }
        let published = position.seq &- origin
        judge.expect(
            published == delivered &+ conflated &+ joined &+ dropped,
            "\(place): \(published) published, \(delivered) delivered, by the notices of lag \(conflated) conflated, "
                + "\(joined) joined, \(dropped) dropped")
    }
}
