/// Where a message comes from that was heard: it has just been said, or it stands for what was said before.
public enum MessageOrigin: Sendable, Hashable {
    /// Said now. Each comes once, and in order.
    case live
    /// Said while we were away, and sent again as it was. Each comes once, too, and in order.
    case replay
    /// Part of how the channel stands, and perhaps heard before: it replaces what is known, and is never added to it.
    case snapshot
}
