internal import CLibuv
internal import Glibc

/// The loops that take the peers of one listener in turn, the listener's own loop first.
///
/// One loop accepts and hands on. So each gets as many as the others, however fast it is, and none is woken for a peer
/// that another takes.
///
///     let share = listener.share()
///     other.post { taker = share.join(on: other) { Echo(on: other) } }
public final class StreamShare: Sendable {
    /// Where the listener really listens.
    public let address: StreamAddress
    private let round = Locked(Round())

    private struct Round {
        var takers: [Taker] = []
        /// Whose turn it is: 0 is the listener, 1 the first of the takers.
        var turn = 0
    }

    private struct Taker: @unchecked Sendable {  // Sendable: `streams` is touched on `loop` only.
        let loop: EventLoop
        let streams: StreamTaker
    }

    init(_ address: StreamAddress) { self.address = address }

    /// Takes peers on `loop`, where this is called, until it is closed. `make` makes the stream for each, or nil to turn
    /// it away.
    public func join(on loop: EventLoop, make: @escaping () -> ByteStream?) -> StreamTaker {
        let streams = StreamTaker(self, loop, make)
        round.withLock { [taker = Taker(loop: loop, streams: streams)] in $0.takers.append(taker) }
        return streams
    }

    fileprivate func leave(_ streams: StreamTaker) {
        round.withLock { [name = ObjectIdentifier(streams)] round in
            round.takers.removeAll { ObjectIdentifier($0.streams) == name }
            round.turn = 0
        }
    }

    /// On the listener's loop. True if it was another's turn, who has the peer now.
    func passOn(_ peer: CInt) -> Bool {
        let taker = round.withLock { round -> Taker? in
            defer { round.turn = round.turn == round.takers.count ? 0 : round.turn + 1 }
            return round.turn == 0 ? nil : round.takers[round.turn - 1]
        }
        guard let taker else { return false }
        taker.loop.post { taker.streams.take(peer) }
        return true
    }
}

/// Makes streams of peers that another loop has accepted, until it is closed.
public final class StreamTaker {
    private let share: StreamShare
    private let loop: EventLoop
    private var make: (() -> ByteStream?)?

    fileprivate init(_ share: StreamShare, _ loop: EventLoop, _ make: @escaping () -> ByteStream?) {
        self.share = share
        self.loop = loop
        self.make = make
    }

    /// Takes no more. Streams that were made live on. Idempotent.
    public func close() {
        make = nil
        share.leave(self)
    }

    /// A peer may be on its way here when this closes, or when the loop ends.
    fileprivate func take(_ peer: CInt) {
        guard !loop.stopping, let stream = make?() else {
            Glibc.close(peer)
            return
        }
        if case .unix = share.address { stream.adopt(peer, unix: true) } else { stream.adopt(peer, unix: false) }
    }
}
