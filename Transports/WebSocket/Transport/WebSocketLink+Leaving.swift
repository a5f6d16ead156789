public import LifelineCore
import LifelineUV
import WebSocketWire

/// Whoever closes first decides what the owner is told.
extension WebSocketLink {
    public func close(_ close: Close) {
        switch phase {
        case .open:
            if close.code != Close.lost.code {
                sendClose(close.code == Close.recordTooLarge.code ? Close(1009, close.reason) : close)
            }
            leave(saying: close.code == 1009 ? .recordTooLarge : close)
        case .request, .dialling, .answering: leave(saying: close)
        case .closing: break
        }
        if close.code == Close.lost.code { abort() }
    }

    func peerCloses(_ code: UInt16, _ reason: UnsafeRawBufferPointer) {
        guard case .open = phase else { return }
        sendClose(Close(code))
        leave(saying: code == 1009 ? .recordTooLarge : Close(code, String(decoding: reason, as: UTF8.self)))
    }

    private func sendClose(_ close: Close) {
        withUnsafeTemporaryAllocation(byteCount: CloseFrame.bytesMax, alignment: 1) { room in
            guard let start = room.baseAddress else { return }
            let count = CloseFrame.write(close, key: masks?.key(), to: start)
            write(copying: UnsafeRawBufferPointer(start: start, count: count))
        }
    }

    private func leave(saying close: Close) {
        needExtras().farewell = close
        phase = .closing
        isPaused = false
        wire.silence()
        self.close(lingering: min(.seconds(1), limits.values.outboundPatience))
    }

    /// The peer says no more, without a Close frame.
    func peerEnded() {
        switch phase {
        case .answering: return  // It may still read, and the answer is to come.
        case .open: needExtras().farewell = .lost
        case .request(let handshake): desk?.left(handshake)
        case .dialling, .closing: break
        }
        if case .dialling = phase {} else { phase = .closing }
        close(lingering: .zero)
    }

    func over(_ end: StreamEnd) {
        let before = phase
        phase = .closing
        switch before {
        case .request(let handshake):
            desk?.left(handshake)
            handshake.forgetLink()
        case .dialling(let dialling): dialling.finish(.failure(dialling.fault(of: end)))
        case .open, .answering, .closing: break
        }
        let close: Close =
            switch end {
            case .slow: extras?.farewell ?? .slowConsumer
            case .loopEnded: extras?.farewell ?? .goingAway
            default: extras?.farewell ?? .lost
            }
        extras = nil
        owner.take()?.closed(close)
    }
}
