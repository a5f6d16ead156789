import EnergyCodec
import EnergyProfile
import LifelineCore

extension Lenient {
    private static func energy(_ name: String, _ note: String, _ meaning: VectorCase, _ frame: FrameBytes) -> Lenient {
        Lenient(name: name, note: note, meaning: meaning, variant: .energy(frame))
    }

    static let energy: [Lenient] = {
        let plain = FrameBytes(update.messages[0])
        let presence = plain.u64(at: FrameBytes.presenceAt)
        let heartbeat = VectorCase("", "", HandPicked.made(Heartbeat.self) { $0.echo = Timestamp(microseconds: 5) })
        let answer = FrameBytes(heartbeat.messages[0])
        let reward = VectorCase("", "", HandPicked.made(RewardEvent.self) { $0.badge = "first" })
        let badge = FrameBytes(reward.messages[0])
        let badgeAt = FrameBytes.place("badge", RewardEvent.self)
        let subscribe = VectorCase("", "", HandPicked.made(Subscribe.self) { $0.since = HandPicked.position(1, 2) })
        let part = FrameBytes(subscribe.messages[0])
        let table = Int(part.u32(at: FrameBytes.place("since", Subscribe.self)))
        let batch = VectorCase(batch: "", "", [update.messages[0], heartbeat.messages[0]])
        let frames = FrameBytes(batch.record(EnergyCodec.self))
        let rest = snapshot(of: Array(HandPicked.items.dropFirst()))
        let items = FrameBytes(snapshot(of: HandPicked.items).messages[0])
        let first = Int(items.u32(at: FrameBytes.place("items", StateSnapshot.self)))
        return [
            energy(
                "grown", "F is larger: a newer writer appended a field and set its bit", update,
                plain.inserting([1, 2, 3, 4, 5, 6, 7, 8], at: 88).with(u16: 48, at: FrameBytes.fixedBytesAt)
                    .with(u64: presence | 1 << 8, at: FrameBytes.presenceAt)),
            energy(
                "shrunk", "F is smaller: an older writer did not know the last fields, which are optional", heartbeat,
                FrameBytes(Array(answer.bytes.prefix(56))).with(u32: 56, at: FrameBytes.lengthAt)
                    .with(u16: 8, at: FrameBytes.fixedBytesAt)),
            energy(
                "unknown presence bits", "ignored and counted", update,
                plain.with(u64: ~0, at: FrameBytes.presenceAt)),
            energy(
                "rubbish under an absent field", "nobody looks there", heartbeat,
                answer.with(u32: .max, at: FrameBytes.place("lag", Heartbeat.self))),
            energy(
                "padding that is not zero", "only writers owe zeros", heartbeat,
                answer.with(u8: 0xAA, at: FrameBytes.place("hidden", Heartbeat.self) + 1)),
            energy("unknown flags", "ignored", update, plain.with(u16: 0xFFF0, at: FrameBytes.flagsAt)),
            energy(
                "text-bearing flag", "says something about the type, which the reader knows", update,
                plain.with(u16: 8, at: FrameBytes.flagsAt)),
            energy(
                "bytes after the tail", "of fields a newer writer appended", update,
                plain.appending([UInt8](repeating: 7, count: 16))),
            energy(
                "gap in the tail", "an item may start later than it could", reward,
                badge.inserting([0, 0, 0, 0, 0, 0, 0, 0], at: Int(badge.u32(at: badgeAt)))
                    .with(u32: badge.u32(at: badgeAt) + 8, at: badgeAt)),
            energy(
                "grown rows", "a newer writer appended a field to a part", subscribe,
                part.with(u16: 24, at: table).inserting([1, 2, 3, 4, 5, 6, 7, 8], at: table + 32)
                    .with(u64: 7, at: table + 8)),
            energy(
                "table head", "the six bytes after F are kept for later", subscribe,
                part.with(u16: 0xFFFF, at: table + 2).with(u32: .max, at: table + 4)),
            energy(
                "minus zero", "is zero", VectorCase("", "", EnergyUpdate()),
                FrameBytes(VectorCase("", "", EnergyUpdate()).messages[0])
                    .with(u64: 1 << 63, at: FrameBytes.place("energy", EnergyUpdate.self))
                    .with(u32: 1 << 31, at: FrameBytes.place("level", EnergyUpdate.self))),
            energy(
                "batch with an envelope", "a batch's own envelope says nothing", batch,
                frames.with(u32: 9, at: 8).with(u64: 77, at: 16).with(u64: 88, at: 24).with(u32: 5, at: 32)),
            energy(
                "grown batch", "F of a batch may grow too, and then bytes may follow its frames", batch,
                frames.inserting([9, 9, 9, 9, 9, 9, 9, 9], at: 56).with(u16: 16, at: FrameBytes.fixedBytesAt)
                    .with(u32: 64, at: FrameBytes.fixedAt).appending([UInt8](repeating: 7, count: 8))),
            energy(
                "item without a field", "passed over and counted, as an unknown one is", rest,
                items.with(u64: 0, at: first + 40)),
            energy("item with an impossible time", "passed over", rest, items.with(u64: 1 << 62, at: first + 24)),
            energy("item that answers nothing", "passed over", rest, items.with(u16: 2, at: first + 38)),
        ]
    }()
}
