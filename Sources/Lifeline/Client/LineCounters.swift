/// What a client has heard so far.
public struct LineCounters: Sendable, Hashable {
    public var messages: UInt64 = 0
    public var duplicates: UInt64 = 0
    public var desyncs: UInt64 = 0
    public var snapshots: UInt64 = 0
    /// Messages of types or channels nobody here knows, and those that could not be read.
    public var unknown: UInt64 = 0
    public var unreadable: UInt64 = 0

    public init() {}
}
