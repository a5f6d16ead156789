import LifelineCore
import LifelineUV
import WebSocketWire

/// Bytes into records.
extension WebSocketLink {
    func read(_ start: UnsafeMutableRawPointer, _ count: Int) {
        let input = isPaused ? Inbound(start, count: count) : pump(start, count)
        guard isPaused, input.count > 0 else { return }
        needExtras().leftover = Leftover(copying: UnsafeRawBufferPointer(start: input.start, count: input.count))
    }

    /// What is left is what a pause left: nothing, if there was none.
    func pump(_ start: UnsafeMutableRawPointer, _ count: Int) -> Inbound {
        if let owner { pump(start, count, to: owner) } else { pump(start, count, to: NoOwner.shared) }
    }

    /// Frames into records, where they lie. The owner is a parameter so that it is retained once per read.
    private func pump(_ start: UnsafeMutableRawPointer, _ count: Int, to owner: any LinkOwner) -> Inbound {
        var input = Inbound(start, count: count)
        while true {
            switch wire.next(&input) {
            case .more: return input
            case .message(let bytes, let form): owner.received(UnsafeRawBufferPointer(bytes), form)
            case .ping(let bytes):
                pong(UnsafeRawBufferPointer(bytes))
                owner.heard()
            case .pong: owner.heard()
            case .close(let code, let reason): peerCloses(code, UnsafeRawBufferPointer(reason))
            case .violated(let fault): close(fault.close)
            }
            if isPaused { return input }
        }
    }
}
