internal import LifelineCore

/// The streams of a loop that somebody has to look at from time to time: slow ones and closing ones. One wake for all.
///
/// Looks four times per patience: who is stuck is closed after its patience, at most a quarter later.
struct StreamVigil {
    fileprivate var streams: ContiguousArray<Unmanaged<ByteStream>> = []
    fileprivate var wake: Wake?
    fileprivate var due = Instant(nanoseconds: .max)

    static let shortest = Duration.milliseconds(2)
    static let longest = Duration.seconds(1)
}

extension EventLoop {
    /// Looks at `stream` until `unwatch`. Its handle keeps it alive at least as long.
    func watch(_ stream: ByteStream) {
        if stream.vigilPlace < 0 {
            stream.vigilPlace = Int32(vigil.streams.count)
            vigil.streams.append(.passUnretained(stream))
        }
        lookAgain(by: now.advanced(by: stream.glance))
    }

    func unwatch(_ stream: ByteStream) {
        let place = Int(stream.vigilPlace)
        guard place >= 0, let last = vigil.streams.popLast() else { return }
        stream.vigilPlace = -1
        guard place < vigil.streams.count else { return }
        vigil.streams[place] = last
        last._withUnsafeGuaranteedRef { $0.vigilPlace = Int32(place) }
    }

    private func lookAgain(by due: Instant) {
        guard due < vigil.due else { return }
        if let wake = vigil.wake { cancel(wake) }
        vigil.due = due
        vigil.wake = wake(at: due) { [unowned self] in sweep() }
    }

    private func sweep() {
        vigil.wake = nil
        vigil.due = Instant(nanoseconds: .max)
        var next = StreamVigil.longest
        // Closing does not change the list: that comes with libuv's callback.
        for stream in vigil.streams {
            stream._withUnsafeGuaranteedRef { stream in
                stream.glanced(at: now)
                next = min(next, stream.glance)
            }
        }
        if !vigil.streams.isEmpty { lookAgain(by: now.advanced(by: next)) }
    }
}

extension ByteStream {
    /// How soon to look at this one again.
    fileprivate final var glance: Duration {
        var patience = limits.values.outboundPatience
        if backlog?.lingersUntil != nil { patience = min(patience, lingersFor) }
        return max(StreamVigil.shortest, min(StreamVigil.longest, patience / 4))
    }

    fileprivate final func glanced(at now: Instant) {
        guard let backlog, !isLeaving else { return }
        if let until = backlog.lingersUntil {
            if now >= until { leave(because: .finished) }
        } else if isStuck(backlog, at: now) {
            abort(because: .slow)
        }
    }
}
