public import LifelineCore
import Testing

/// Connections that come and vanish, each in another way, and what they leave behind: nothing.
public struct Churn {
    private let world: SocketWorld
    private let transport: any Transport
    private let speech: [UInt8]

    /// `speech` is all that a client needs to say to have a link made, and one record.
    public init(_ world: SocketWorld, _ transport: any Transport, _ speech: [UInt8]) {
        self.world = world
        self.transport = transport
        self.speech = speech
    }

    public func run(cycles: Int) throws {
        let station = try Station(world, transport) {
            $0.onReceived = { recorder, bytes, form in recorder.send(Array(bytes), form) }
        }
        // The system's library takes descriptors in reserve with the first one.
        station.call()?.send(speech)
        try demand(station.wait { $0.first?.isClosed == true })
        let before = ThisProcess.descriptors
        for batch in 0..<cycles / 100 {
            for n in 0..<100 {
                guard let client = station.call() else { throw Unmet() }
                client.send(speech.prefix(n % 4 == 0 ? speech.count : n * 7 % speech.count))
                if n % 20 == 0 { _ = client.receiveSome() }  // A whole speech is answered.
                if n % 2 == 0 { client.reset() } else { client.close() }
            }
            // Half of them while the others come, the rest before the next hundred.
            if batch % 2 == 0 {
                try demand(settles(at: before, station), "\(ThisProcess.descriptors), \(before) before")
            }
        }
        try demand(settles(at: before, station), "\(ThisProcess.descriptors) descriptors, \(before) before")
        try demand(station.ask { $0.allSatisfy { $0.closes.count == 1 } })
        try demand(station.ask { $0.count } >= cycles / 10)
        let left = world.end()
        try demand(left == [], "\(left)")
    }

    private func settles(at count: Int, _ station: Station) -> Bool {
        station.wait { $0.allSatisfy(\.isClosed) && ThisProcess.descriptors <= count }
    }
}
