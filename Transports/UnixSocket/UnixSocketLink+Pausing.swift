public import LifelineCore
import LifelineUV

/// A link that is paused in the middle of a read keeps the rest of that read, at most a turn's worth, and goes on with it
/// when the turn ends in which it is resumed.
extension UnixSocketLink: TurnTask {
    public func pause() {
        guard phase == .open else { return }
        phase = .paused
        pauseReading()
    }

    public func resume() {
        guard phase == .paused else { return }
        phase = .open
        if leftover != nil { loop.atTurnEnd(self) } else { resumeReading() }
    }

    public func turnEnded() {
        guard phase == .open else { return }
        if let leftover = leftover.take() {
            let rest = pump(UnsafeRawBufferPointer(leftover.unread))
            leftover.keep(last: rest.count)
            if !rest.isEmpty { self.leftover = leftover }
        }
        if phase == .open { resumeReading() }
    }
}
