/// What a client has heard so far.
public struct LineCounters: Sendable, Hashable {
    /// Messages of channels that were applied, whether somebody hears them or not.
    public var messages: UInt64 = 0
    /// Messages that were seen before, and dropped.
    public var duplicates: UInt64 = 0
    /// Times that the place in a channel was lost, and a snapshot asked for.
    public var desyncs: UInt64 = 0
    /// Snapshots that came whole and were applied.
    public var snapshots: UInt64 = 0
    /// Messages of types or channels nobody here knows.
    public var unknown: UInt64 = 0
    /// Messages and records that could not be read.
    public var unreadable: UInt64 = 0

    public init() {}
}
