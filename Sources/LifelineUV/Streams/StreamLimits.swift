public import LifelineCore

/// The limits of many streams: one object per listener, so that a connection holds a reference and no copy.
public final class StreamLimits: Sendable {
    /// As they were given.
    public let values: LinkLimits

    let outboundMax: Int
    let outboundHardMax: Int
    let turnMax: Int

    /// Asks for 0 < `outboundBytesMax` ≤ `outboundBytesHardMax` ≤ 1 GiB, and a turn and a patience above 0.
    public init(_ values: LinkLimits = LinkLimits()) {
        precondition(
            values.outboundBytesMax > 0 && values.outboundBytesHardMax >= values.outboundBytesMax
                && values.outboundBytesHardMax <= 1 << 30 && values.turnBytesMax > 0
                && values.outboundPatience > .zero,
            "limits: 0 < outboundBytesMax <= outboundBytesHardMax <= 1 GiB, turnBytesMax > 0, outboundPatience > 0")
        self.values = values
        outboundMax = values.outboundBytesMax
        outboundHardMax = values.outboundBytesHardMax
        turnMax = values.turnBytesMax
    }
}
