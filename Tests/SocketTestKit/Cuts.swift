public import LifelineCore
import Testing

/// One conversation, cut after each of its bytes, in each way a connection can end.
public struct Cuts {
    private let world: SocketWorld
    private let transport: any Transport
    private let opening: [UInt8]
    private let pieces: [[UInt8]]

    /// Behind `opening` there is a link; each of `pieces` is one record.
    public init(_ world: SocketWorld, _ transport: any Transport, opening: [UInt8], _ pieces: [[UInt8]]) {
        self.world = world
        self.transport = transport
        self.opening = opening
        self.pieces = pieces
    }

    private enum End: CaseIterable { case close, reset, halfClose, bothAtOnce }

    public func run() throws {
        let station = try Station(world, transport)
        let whole = opening + pieces.flatMap { $0 }
        // The system's library takes descriptors in reserve with the first one.
        station.call()?.send(whole)
        try demand(station.wait { $0.first?.isClosed == true })
        let before = ThisProcess.descriptors
        for end in End.allCases {
            for count in 0...whole.count {
                station.forget()
                guard let client = station.call() else { throw Unmet() }
                client.send(whole.prefix(count))
                // A reset may overtake what was sent, so there the link is seen first, and then cut off.
                if end == .reset { try demand(station.wait { expected($0, upTo: count) }, "\(count) bytes then reset") }
                finish(client, end)
                let what = "\(count) bytes then \(end)"
                try demand(
                    station.wait { links in
                        let made = links.isEmpty ? count < opening.count : links.count == 1 && links[0].isClosed
                        return made && expected(links, upTo: count)
                    }, what)
                try demand(station.ask { $0.first.map { $0.closes == [.lost] } ?? true }, what)
            }
        }
        try demand(
            station.wait { _ in ThisProcess.descriptors <= before }, "\(ThisProcess.descriptors), \(before) before")
        try demand(world.end() == [])
    }

    private func finish(_ client: RawSocket, _ end: End) {
        switch end {
        case .close: client.close()
        case .reset: client.reset()
        case .halfClose:
            client.shutdownWrite()
            _ = client.receiveAll()
            client.close()
        case .bothAtOnce:
            client.shutdownWrite()
            client.reset()
        }
    }

    /// As many records as pieces lie whole before the cut.
    private func expected(_ links: [Recorder], upTo count: Int) -> Bool {
        var (end, records) = (opening.count, 0)
        for piece in pieces {
            end += piece.count
            if end <= count { records += 1 }
        }
        return (links.first?.records.count ?? 0) == records
    }
}
