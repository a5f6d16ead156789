import EnergyCodec
import EnergyProfile
import LifelineCore

/// What is wrong inside of what lies inside.
extension InvalidEnergy {
    static let tables: [InvalidCase] = [
        InvalidCase("rows' F not a multiple of 8", "invalidLength", shape.with(u16: 44, at: tail("regions"))),
        InvalidCase("rows beyond the frame", "invalidOffset", shape.with(u16: 0xFFF8, at: tail("regions"))),
        InvalidCase("more rows than bytes", "invalidOffset", shape.with(u32: 0x0FFF_FFFF, at: at("regions") + 4)),
        InvalidCase(
            "table not aligned", "invalidOffset", shape.with(u32: UInt32(tail("regions") + 4), at: at("regions"))),
        InvalidCase("part with two rows", "invalidLength", twoRows),
        InvalidCase(
            "part without a row", "invalidLength", FrameBytes(subscribe(nil)).with(u64: 7, at: FrameBytes.presenceAt)),
        InvalidCase("row without a field", "missingField", shape.with(u64: 0, at: tail("regions") + 8)),
        InvalidCase("row's F too small", "missingField", shape.with(u16: 0, at: tail("region"))),
        InvalidCase("row's name with a space", "invalidWords", row.with(u8: 0x20, at: Int(row.u32(at: rowAt + 16)))),
        InvalidCase("row's number beyond 2^53-1", "outOfRange", since.with(u64: 1 << 53, at: sinceAt + 24)),
    ]

    private static func subscribe(_ position: Position?) -> Item {
        VectorCase.item(HandPicked.made(Subscribe.self) { $0.since = position })
    }

    private static let since = FrameBytes(subscribe(HandPicked.position(1, 2)))
    private static let sinceAt = Int(since.u32(at: FrameBytes.place("since", Subscribe.self)))

    private static let twoRows =
        since.appending([UInt8](repeating: 0, count: 24))
        .with(u32: 2, at: FrameBytes.place("since", Subscribe.self) + 4)

    private static let row = FrameBytes(
        VectorCase.item(HandPicked.made(Hello.self) { $0.channels = [Wish()] }))
    private static let rowAt = Int(row.u32(at: FrameBytes.place("channels", Hello.self)))

    private static let snapshot = FrameBytes(Lenient.snapshot(of: HandPicked.items).messages[0])
    private static let itemsAt = FrameBytes.place("items", StateSnapshot.self)
    private static let first = Int(snapshot.u32(at: itemsAt))

    static let items: [InvalidCase] = [
        InvalidCase("item without magic", "invalidMagic", snapshot.with(u8: 0, at: first)),
        InvalidCase("item longer than its snapshot", "truncated", snapshot.with(u32: 0x1_0000, at: first + 4)),
        InvalidCase("item's length not a multiple of 8", "invalidLength", snapshot.with(u32: 81, at: first + 4)),
        InvalidCase("more items than frames", "truncated", snapshot.with(u32: 4, at: itemsAt + 4)),
        InvalidCase("more items than bytes", "invalidOffset", snapshot.with(u32: 4000, at: itemsAt + 4)),
        InvalidCase("items not aligned", "invalidOffset", snapshot.with(u32: UInt32(first + 4), at: itemsAt)),
        InvalidCase(
            "snapshot in a snapshot", "nestedBatch", snapshot.with(u16: StateSnapshot.kind.code, at: first + 2)),
        InvalidCase("batch in a snapshot", "nestedBatch", snapshot.with(u16: 0, at: first + 2)),
    ]

    private static let batch = FrameBytes(
        VectorCase(batch: "", "", [Lenient.update.messages[0], VectorCase.item(Ack())]).record(EnergyCodec.self))

    static let batches: [InvalidCase] = [
        InvalidCase("batch without its field", "missingField", batch.with(u64: 0, at: FrameBytes.presenceAt)),
        InvalidCase("batch in a batch", "nestedBatch", batch.with(u16: 0, at: 56 + 2)),
        InvalidCase("fewer frames than bytes", "trailingBytes", batch.with(u32: 1, at: 52)),
        InvalidCase("more frames than bytes", "truncated", batch.with(u32: 3, at: 52)),
        InvalidCase("no frames, yet bytes", "trailingBytes", batch.with(u64: 0, at: 48)),
        InvalidCase("frames not aligned", "invalidOffset", batch.with(u32: 60, at: 48)),
        InvalidCase("frames in the header", "invalidOffset", batch.with(u32: 8, at: 48)),
        InvalidCase("frames beyond the batch", "invalidOffset", batch.with(u32: 0x1_0000, at: 48)),
        InvalidCase("too many frames", "tooManyMessages", batch.with(u32: 4097, at: 52)),
        InvalidCase("first frame without magic", "invalidMagic", batch.with(u8: 0x7B, at: 56)),
        InvalidCase("first frame beyond the batch", "truncated", batch.with(u32: 0x1_0000, at: 60)),
        InvalidCase("first frame's length not a multiple of 8", "invalidLength", batch.with(u32: 84, at: 60)),
        InvalidCase("first frame's F beyond it", "invalidLength", batch.with(u16: 0xFFF8, at: 92)),
        InvalidCase("second frame without magic", "invalidMagic", batch.with(u8: 0x7B, at: 56 + 88)),
    ]
}
