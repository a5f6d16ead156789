public import LifelineCore
import LifelineUV
import WebSocketWire

/// A link that is paused in the middle of a read keeps the rest of that read, at most a turn's worth, and goes on with
/// it in a turn of its own.
extension WebSocketLink: TurnTask {
    public func pause() {
        isPaused = true
        pauseReading()
    }

    public func resume() {
        guard isPaused else { return }
        isPaused = false
        guard extras?.leftover != nil else { return resumeReading() }
        loop.atTurnEnd(self)
    }

    func keep(_ input: Inbound) {
        guard input.count > 0 else { return }
        let room = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Inbound.slackBefore + input.count + Inbound.slackAfter, alignment: 16)
        let target = UnsafeMutableRawBufferPointer(rebasing: room[Inbound.slackBefore...])
        target.copyMemory(from: UnsafeRawBufferPointer(start: input.start, count: input.count))
        needExtras().leftover = room
    }

    public func turnEnded() {
        guard !isPaused, case .open = phase else { return }
        guard let room = extras?.leftover, let start = room.baseAddress else { return resumeReading() }
        extras?.leftover = nil
        pump(start + Inbound.slackBefore, room.count - Inbound.slackBefore - Inbound.slackAfter)
        room.deallocate()
        if !isPaused, extras?.leftover == nil { resumeReading() }
    }
}
