internal import LifelineCore

/// What a hub keeps of one channel besides its log.
struct Shelf {
    let entry: Catalogue.Entry
    /// The text so far, of a `stream` channel.
    var texts: StreamTexts
    /// What stands for an `event` channel's past. None: its snapshots are empty.
    var standing: (() -> [any Message])?
    /// The latest snapshot, for as long as somebody is being sent it.
    weak var snapshot: ChannelSnapshot?
}
