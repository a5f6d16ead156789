public import LifelineCore
import LifelineUV
import WebSocketWire

/// Records into frames.
extension WebSocketLink {
    public func send(_ record: Record) -> Flow {
        guard case .open = phase else { return .closed }
        guard masks == nil else { return sendMasked(record.bytes, Opcode(record.form)) }
        return withHead(Opcode(record.form), record.count) { write(head: $0, record) }
    }

    public func send(copying bytes: UnsafeRawBufferPointer, _ form: RecordForm) -> Flow {
        guard case .open = phase else { return .closed }
        guard masks == nil else { return sendMasked(bytes, Opcode(form)) }
        return withHead(Opcode(form), bytes.count) { write(head: $0, copying: bytes) }
    }

    /// Bytes that are frames already: see `WebSocketBroadcast`.
    func send(framed record: Record) -> Flow {
        guard case .open = phase else { return .closed }
        return write(head: UnsafeRawBufferPointer(start: nil, count: 0), record)
    }

    @inline(__always)
    private func withHead(_ opcode: Opcode, _ count: Int, _ body: (UnsafeRawBufferPointer) -> Flow) -> Flow {
        var room: (UInt64, UInt64) = (0, 0)
        return withUnsafeMutableBytes(of: &room) { room in
            guard let start = room.baseAddress else { return .closed }
            let count = FrameHead.write(opcode, payload: count, to: start)
            return body(UnsafeRawBufferPointer(start: start, count: count))
        }
    }

    private func sendMasked(_ bytes: UnsafeRawBufferPointer, _ opcode: Opcode) -> Flow {
        masks?.frame(opcode, bytes) { write(copying: $0) } ?? .closed
    }

    /// The latest ping is answered; while nothing leaves, the latest only, so that a flood of them costs no memory.
    func pong(_ payload: UnsafeRawBufferPointer) {
        guard case .open = phase else { return }
        if bytesWaiting > limits.values.outboundBytesMax {  // So `drained` will come.
            needExtras().owedPong = Array(payload)
        } else {
            sendControl(.pong, payload)
        }
    }

    public func ping() -> Bool {
        guard case .open = phase else { return true }
        sendControl(.ping, UnsafeRawBufferPointer(start: nil, count: 0))
        return true
    }

    func sendControl(_ opcode: Opcode, _ payload: UnsafeRawBufferPointer) {
        if masks != nil {
            _ = sendMasked(payload, opcode)
        } else {
            _ = withHead(opcode, payload.count) { write(head: $0, copying: payload) }
        }
    }
}
