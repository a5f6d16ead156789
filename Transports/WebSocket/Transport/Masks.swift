import LifelineCore
import WebSocketWire

/// Frames with masks, as a client sends them.
final class Masks {
    private var source = MaskSource()
    private var scratch = ByteSink(capacity: 512)

    func key() -> UInt32 { source.key() }

    /// `body` gets the whole frame, for the duration of the call.
    func frame(_ opcode: Opcode, _ payload: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Flow) -> Flow {
        let key = key()
        scratch.clear()
        scratch.reserve(FrameHead.bytesMaxMasked + payload.count)
        scratch.cursor += FrameHead.write(opcode, payload: payload.count, key: key, to: scratch.cursor)
        if let source = payload.baseAddress {
            Mask.apply(key, from: source, to: scratch.cursor, count: payload.count)
            scratch.cursor += payload.count
        }
        defer { if scratch.capacity > 64 << 10 { scratch = ByteSink(capacity: 512) } }
        return body(scratch.bytes)
    }
}
