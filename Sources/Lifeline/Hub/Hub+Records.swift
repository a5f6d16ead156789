internal import LifelineCore
internal import LifelineSession

/// What is in a record, in which codec: equal plans are equal bytes.
struct RecordPlan: Hashable {
    let parcels: [Parcel]
    let codec: Int
}

extension Hub {
    /// The record that says `plan`, shared by all who are owed the same in this tick. Nil if nothing of it can be said.
    func record(_ plan: [Parcel], _ codec: Int, _ connection: Connection) -> Record? {
        let content = RecordPlan(parcels: plan, codec: codec)
        if let known = tickRecords[content] {
            counts.recordsShared &+= 1
            return known
        }
        let messages = settled(plan).compactMap { record($0, codec, connection) }
        guard let first = messages.first else { return nil }
        let whole = messages.count == 1 ? first : writer.batch(messages, codec)
        tickRecords[content] = whole
        return whole
    }

    private func record(_ parcel: Parcel, _ codec: Int, _ connection: Connection) -> Record? {
        switch parcel {
        case .message(let channel, let seq, let isReplay):
            return logs.payload(channel, seq)?.record(codec, isReplay ? .replay : .plain, writer)
        case .delta(let channel, let seq):
            return logs.payload(channel, seq)?.record(codec, .delta, writer)
        case .snapshot(let channel, _, let part):
            return connection.snapshots[channel]?.record(part: part, codec, writer)
        case .joined(let channel, let kind, let slot, let from, let through):
            guard let (message, envelope, driver) = joined(channel, kind, slot, from, through) else { return nil }
            return writer.alone { writer.record(message, envelope, driver, codec) }
        }
    }

    /// The plan in parcels that can be said: pieces that do not join one by one.
    private func settled(_ plan: [Parcel]) -> [Parcel] {
        var refused: Set<ChannelHandle> = []
        for case .joined(let channel, let kind, let slot, let from, let through) in plan
        where joined(channel, kind, slot, from, through) == nil {
            refused.insert(channel)
            counts.joinsRefused &+= 1
        }
        var settled: [Parcel] = []
        settled.reserveCapacity(plan.count)
        for parcel in plan {
            switch parcel {
            case .joined(let channel, _, _, let from, _) where refused.contains(channel):
                // All of the channel's pieces, in order, once: in place of its first joined one.
                guard !settled.contains(.message(channel, seq: from, isReplay: false)) else { continue }
                let through = plan.reduce(from) { Hub.last(of: $1, in: channel, $0) }
                for seq in from...through { settled.append(.message(channel, seq: seq, isReplay: false)) }
            default: settled.append(parcel)
            }
        }
        return settled
    }

    private static func last(of parcel: Parcel, in channel: ChannelHandle, _ before: UInt64) -> UInt64 {
        guard case .joined(channel, _, _, _, let through) = parcel else { return before }
        return max(before, through)
    }

    /// The pieces of one slot as one message. Nil if they do not join.
    private func joined(
        _ channel: ChannelHandle, _ kind: UInt16, _ slot: UInt32, _ from: UInt64, _ through: UInt64
    ) -> (any Message, Envelope, MessageDriver)? {
        guard let log = logs[channel], let last = log[through]?.payload else { return nil }
        if from == through { return (last.message, last.envelope, last.driver) }
        var whole: (any Message)?
        for seq in from...through {
            guard let entry = log[seq] else { return nil }
            guard entry.kind == kind, entry.slot == slot else { continue }
            guard var message = whole else {
                whole = entry.payload.message
                continue
            }
            whole = nil
            guard StreamTexts.join(&message, entry.payload.message) else { return nil }
            whole = message
        }
        guard var message = whole else { return nil }
        message.joinedFrom = from
        return message.joinedFrom == from ? (message, last.envelope, last.driver) : nil
    }
}
