import EnergyCodec
import EnergyProfile
import JSONCodec
import JSONGrammar
import LifelineCore

/// A delta that lacks fields: both readers leave those alone. No writer of ours makes such bytes from a message by
/// itself, so they are cut out of a whole one whose other fields are zero.
struct PartialDelta {
    var name: String
    var note: String
    var item: Item
    /// The fields that changed.
    var keys: [String]

    static let cases: [PartialDelta] = [
        PartialDelta(
            name: "two numbers", note: "tokens and energy changed",
            item: delta(
                HandPicked.made(EnergyUpdate.self) {
                    $0.tokens = 43
                    $0.energy = 0.25
                }), keys: ["tokens", "energy"]),
        PartialDelta(
            name: "to zero", note: "a present zero is not an absent field", item: delta(EnergyUpdate()), keys: ["level"]
        ),
        PartialDelta(name: "nothing", note: "nothing changed", item: delta(EnergyUpdate()), keys: []),
        PartialDelta(
            name: "a list", note: "the tail has only what is present",
            item: delta(
                HandPicked.made(EnergyField.self) {
                    $0.cells = [1, 2, 3]
                }), keys: ["cells"]),
        PartialDelta(
            name: "a word", note: "one string", item: delta(HandPicked.made(RewardEvent.self) { $0.badge = "first" }),
            keys: ["badge"]),
    ]

    private static func delta(_ payload: any Message) -> Item {
        VectorCase.item(payload) {
            $0.seq = 8
            $0.flags = .delta
        }
    }

    private var energy: [UInt8] {
        let frame = FrameBytes(item)
        let fields = Published.table(type(of: item.payload)).fields
        let presence = fields.filter { keys.contains($0.key) }.reduce(UInt64(0)) { $0 | 1 << UInt64($1.bit) }
        return frame.with(u64: presence, at: FrameBytes.presenceAt).bytes
    }

    private var json: [UInt8] {
        let whole = VectorCase(frame: item).record(JSONCodec.self)
        let members = (JSONTreeReader.tree(whole)?.members ?? []).map { member in
            guard member.key == "payload" else { return member }
            return JSONTree.Member(
                key: member.key, value: .object(member.value.members.filter { keys.contains($0.key) }))
        }
        return JSONTreeWriter.canonical(.object(members))
    }

    var tree: JSONTree {
        [
            "name": .string(name), "note": .string(note), "type": .string(Published.name(type(of: item.payload))),
            "json": .string(String(decoding: json, as: UTF8.self)), "energy": .string(Hex.text(energy)),
        ]
    }
}
