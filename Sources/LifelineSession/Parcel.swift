public import LifelineCore

/// One thing to put into a record. Equal parcels are equal bytes in one codec: the shell encodes each once, however
/// many subscribers it goes to.
public enum Parcel: Hashable, Sendable {
    /// One message as it was published; as a replay, one that was published before.
    case message(ChannelHandle, seq: UInt64, isReplay: Bool)
    /// Only what changed since `seq − 1`; whole where a delta cannot say that, or would say everything.
    case delta(ChannelHandle, seq: UInt64)
    /// The pieces of one slot from `from` through `through` as one.
    case joined(ChannelHandle, kind: UInt16, slot: UInt32, from: UInt64, through: UInt64)
    /// One part, from 0, of the channel as it stood at `cut`.
    case snapshot(ChannelHandle, cut: UInt64, part: Int)
}
