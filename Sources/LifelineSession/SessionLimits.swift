/// What bounds a session.
public struct SessionLimits: Sendable, Hashable {
    /// How long a client may take to say hello. Default 2 s.
    public var helloPatience: Duration = .seconds(2)
    /// Bytes that may be pending on an `event` or `stream` channel before a snapshot takes their place. Default 512 KiB.
    public var queueBytesMax = 512 << 10
    /// Bytes of data in one record, about. Default 64 KiB.
    public var recordBytes = 64 << 10
    /// Bytes of one part of a snapshot, about. Default 64 KiB.
    public var snapshotPartBytes = 64 << 10
    /// Channels one session may hear. Default 256.
    public var subscriptionsMax = 256
    /// Requests one session may have open. Default 64.
    public var requestsMax = 64
    /// Requests for one method that everybody of one identity may make at once. Default 256.
    public var requestsBurst = 256
    /// The same in the long run, a second. Default 64.
    public var requestsPerSecond = 64
    /// Bad messages at once; one more closes the connection with 4005. Default 16.
    public var badMessagesBurst = 16
    /// Bad messages in the long run, a second. Default 1.
    public var badMessagesPerSecond = 1.0
    /// Unacknowledged data records a client may ask for at most. Default 64.
    public var windowMax: UInt16 = 64
    /// How long something waits for a client, its window full or its link congested, before the client is called slow.
    /// Default 1 s.
    public var slowAfter: Duration = .seconds(1)
    /// How long after it was said that a client is slow it is not said again. Default 10 s.
    public var slowQuiet: Duration = .seconds(10)

    public init() {}
}
