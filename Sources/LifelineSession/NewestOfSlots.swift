/// The newest entry of each slot, from the oldest to the newest.
///
/// A list through an array: putting one in, pushing the oldest out and telling what came after a seq cost as much as the
/// entries they touch, however many slots there are.
struct NewestOfSlots: Sendable {
    private struct Node {
        var entry: LogIndex.Entry
        /// Places in `nodes`; `nowhere` at the ends.
        var older = nowhere
        var newer = nowhere
    }

    private static let nowhere = -1
    /// Slots at most.
    private let slotsMax: Int
    private var nodes: [Node] = []
    private var places: [LogIndex.Slot: Int] = [:]
    private var oldest = nowhere
    private var newest = nowhere

    init(slotsMax: Int) { self.slotsMax = max(slotsMax, 1) }

    var count: Int { nodes.count }

    /// Puts in what is newer than all that is here. Returns the seq it takes the place of, and the seq of another slot that
    /// was pushed out for it.
    mutating func append(_ entry: LogIndex.Entry) -> (replaced: UInt64?, evicted: UInt64?) {
        if let place = places[entry.key] {
            let replaced = nodes[place].entry.seq
            var entry = entry
            entry.followsItself = replaced == entry.seq &- 1
            unlink(place)
            link(entry, at: place)
            return (replaced, nil)
        }
        guard nodes.count == slotsMax else {
            nodes.append(Node(entry: entry))
            places[entry.key] = nodes.count - 1
            link(entry, at: nodes.count - 1)
            return (nil, nil)
        }
        let place = oldest
        let evicted = nodes[place].entry
        places[evicted.key] = nil
        places[entry.key] = place
        unlink(place)
        link(entry, at: place)
        return (nil, evicted.seq)
    }

    /// Appends those that came after `seq`, in order.
    func entries(after seq: UInt64, into list: inout [LogIndex.Entry]) {
        var place = newest
        var first = NewestOfSlots.nowhere
        while place != NewestOfSlots.nowhere, nodes[place].entry.seq > seq {
            first = place
            place = nodes[place].older
        }
        while first != NewestOfSlots.nowhere {
            list.append(nodes[first].entry)
            first = nodes[first].newer
        }
    }

    /// The entry `seq`, if it is the newest of its slot.
    subscript(seq: UInt64) -> LogIndex.Entry? {
        var place = newest
        while place != NewestOfSlots.nowhere, nodes[place].entry.seq > seq { place = nodes[place].older }
        guard place != NewestOfSlots.nowhere, nodes[place].entry.seq == seq else { return nil }
        return nodes[place].entry
    }

    private mutating func unlink(_ place: Int) {
        let (older, newer) = (nodes[place].older, nodes[place].newer)
        if older == NewestOfSlots.nowhere { oldest = newer } else { nodes[older].newer = newer }
        if newer == NewestOfSlots.nowhere { newest = older } else { nodes[newer].older = older }
    }

    private mutating func link(_ entry: LogIndex.Entry, at place: Int) {
        nodes[place] = Node(entry: entry, older: newest)
        if newest == NewestOfSlots.nowhere { oldest = place } else { nodes[newest].newer = place }
        newest = place
    }
}
