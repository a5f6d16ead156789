public import LifelineCore

/// One end of a wire that carries bytes. Lives until `closed`, held or not: the wire holds it.
public final class SimLink: Link {
    public var owner: (any LinkOwner)?
    public let peer: Peer
    /// As one of our own clients says it, so that the server waits for hello.
    public let greeting = {
        var greeting = Greeting()
        greeting.subprotocol = "lifeline.v1.json"
        return greeting
    }()
    private let wire: SimWire<[UInt8]>
    private let side: SimWire<[UInt8]>.Side
    private var splitter = RecordSplitter(recordBytesMax: LinkLimits().recordBytesMax)

    init(_ wire: SimWire<[UInt8]>, _ side: SimWire<[UInt8]>.Side, _ peer: Peer) {
        self.wire = wire
        self.side = side
        self.peer = peer
        wire.hear(
            side,
            SimWire.Ears(
                received: { [self] in read($0) },
                drained: { [self] in owner?.drained() },
                closed: { [self] close in
                    let last = owner
                    owner = nil
                    last?.closed(close)
                }))
    }

    /// Since when nothing passes and nobody was told.
    public var silentSince: Instant? { wire.silentSince }
    /// When it last stood still, or will have.
    public var stalledUntil: Instant { wire.stalledUntil }
    /// Sent, and not yet read at the other end.
    public var bytesWaiting: Int { wire.bytesWaiting(from: side) }

    /// Nothing arrives here for a while.
    public func stall(for duration: Duration) { wire.stall(side, for: duration) }
    /// Ends it for both, at any byte.
    public func cut() { wire.cut() }

    public func send(_ record: Record) -> Flow { send(copying: record.bytes, record.form) }

    public func send(copying bytes: UnsafeRawBufferPointer, _ form: RecordForm) -> Flow {
        var piece = Array(bytes)
        if form == .text { piece.append(0x0A) }
        let ether = wire.ether
        while piece.count > 1, ether.network.split > 0, ether.random.chance(ether.network.split) {
            let place = ether.random.range(1...piece.count - 1)
            guard write(Array(piece[..<place])) != .closed else { return .closed }
            piece.removeSubrange(..<place)
        }
        return write(piece)
    }

    private func write(_ piece: [UInt8]) -> Flow { wire.send(piece, bytes: piece.count, from: side) }

    private func read(_ piece: [UInt8]) {
        piece.withUnsafeBytes { bytes in
            var input = bytes
            do throws(CodecError) {
                while let record = try splitter.next(&input) { owner?.received(record.bytes, record.form) }
            } catch {
                close(.protocolError)
            }
        }
    }

    public func pause() { wire.pause(side) }
    public func resume() { wire.resume(side) }
    public func close(_ close: Close) { wire.close(close, from: side) }
}
