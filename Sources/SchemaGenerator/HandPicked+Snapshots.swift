import EnergyProfile
import LifelineCore

extension HandPicked {
    /// Messages for the inside of snapshots, the shortest first.
    static let items: [Item] = [
        VectorCase.item(typical) { $0.seq = 1206 },
        VectorCase.item(field(width: 1, height: 3) { Float($0) }) { $0.flags = .replay },
        VectorCase.item(piece("so far")) { $0.channel = Experience.handle },
    ]

    static let snapshots: [VectorCase] = {
        var snapshot = StateSnapshot()
        snapshot.epoch = 0xDEAD_BEEF
        snapshot.part = 1
        snapshot.last = true
        let empty = snapshot
        snapshot.items = items
        return [
            VectorCase("typical", "three messages of the channel; each is a frame of its own", snapshot) {
                $0.channel = Energy.handle
                $0.seq = 1207
            },
            VectorCase("no items", "a channel on which nothing was sent yet", empty) { $0.channel = Council.handle },
        ]
    }()

    static let batches: [VectorCase] = [
        VectorCase(batch: "empty", "a batch of no messages", []),
        VectorCase(batch: "one", "a batch of one message is not that message", [items[0]]),
        VectorCase(
            batch: "tick", "what belongs to one tick is applied in one step",
            [
                VectorCase.item(piece("token")) {
                    $0.seq = 11
                    $0.frame = 88121
                }, VectorCase.item(typical, published), VectorCase.item(Ack()),
            ]),
    ]
}
