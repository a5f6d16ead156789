/// How far a sender may run ahead of what its peer has applied. Full, it is as good as an unwritable socket: what a
/// screen shows is then never older than the window and a round trip.
public struct SendWindow: Sendable, Hashable {
    /// Data records that may be unacknowledged; 0 is no limit.
    public let size: UInt16
    /// Data records sent on this connection.
    public private(set) var sent: UInt64 = 0
    /// How many of them the peer has said that it applied; never goes back.
    public private(set) var acknowledged: UInt64 = 0

    /// Nothing sent yet.
    public init(size: UInt16) { self.size = size }

    /// True until the next acknowledgement: no data goes. Never with a size of 0.
    public var isFull: Bool { size > 0 && sent &- acknowledged >= UInt64(size) }

    /// One more record is on its way.
    public mutating func send() { sent &+= 1 }

    /// False if the peer acknowledges what was never sent. An old acknowledgement changes nothing.
    public mutating func acknowledge(_ received: UInt64) -> Bool {
        guard received <= sent else { return false }
        acknowledged = max(acknowledged, received)
        return true
    }
}
