internal import LifelineCore

/// What was really published on one channel in one epoch. The judge's, not the server's.
final class Truth {
    struct Entry {
        var slot: UInt32
        var content: Content
        var at: Instant
    }

    /// By seq, from 1.
    private(set) var entries: [Entry] = []
    /// Of all events through a seq; the first is for none.
    private(set) var sums: [UInt64] = [0]
    private var seqsOfSlot: [UInt32: [UInt64]] = [:]
    private var lengths: [UInt32: [Int]] = [:]

    var head: UInt64 { UInt64(entries.count) }

    func publish(slot: UInt32, _ content: Content, at now: Instant) {
        entries.append(Entry(slot: slot, content: content, at: now))
        seqsOfSlot[slot, default: []].append(head)
        var sum = sums[sums.count - 1]
        if case .event(let value) = content { sum = Truth.folded(sum, value) }
        sums.append(sum)
        if case .piece(let text, let at, _) = content { lengths[slot, default: []].append(at + text.count) }
    }

    subscript(seq: UInt64) -> Entry? { seq >= 1 && seq <= head ? entries[Int(seq) - 1] : nil }

    /// The newest of a slot as of `seq`; 0 if there was none.
    func newest(of slot: UInt32, through seq: UInt64) -> UInt64 {
        guard let seqs = seqsOfSlot[slot] else { return 0 }
        let index = Truth.count(of: seqs, through: seq)
        return index == 0 ? 0 : seqs[index - 1]
    }

    /// How long a text was as of `seq`.
    func length(of slot: UInt32, through seq: UInt64) -> Int {
        guard let seqs = seqsOfSlot[slot] else { return 0 }
        let index = Truth.count(of: seqs, through: seq)
        return index == 0 ? 0 : lengths[slot]?[index - 1] ?? 0
    }

    var slots: some Collection<UInt32> { seqsOfSlot.keys }

    static func folded(_ sum: UInt64, _ value: UInt64) -> UInt64 { (sum ^ value) &* 0x100_0000_01B3 &+ 1 }

    /// Every text is the same endless text of small letters, begun at another place: so any piece can be checked by
    /// itself.
    static func byte(of slot: UInt32, at place: Int) -> UInt8 {
        97 + UInt8(((Int(slot) &* 31 &+ place &* 7) ^ (place >> 5)) % 26)
    }

    private static func count(of seqs: [UInt64], through seq: UInt64) -> Int {
        var (low, high) = (0, seqs.count)
        while low < high {
            let middle = (low + high) / 2
            if seqs[middle] <= seq { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
