public import LifelineCore
import LifelineUV
import WebSocketWire

/// A link that is paused in the middle of a read keeps the rest of that read, at most a turn's worth, and goes on with
/// it when the turn ends in which it is resumed.
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

    public func turnEnded() {
        guard !isPaused, case .open = phase else { return }
        if let leftover = extras?.leftover, let start = leftover.unread.baseAddress {
            extras?.leftover = nil
            leftover.keep(last: pump(start, leftover.unread.count).count)
            if isPaused, !leftover.unread.isEmpty { needExtras().leftover = leftover }
        }
        if !isPaused { resumeReading() }
    }
}
