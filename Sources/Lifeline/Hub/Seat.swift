internal import LifelineCore

/// Names one connection of a server, on whichever of its loops.
struct Seat: Hashable, Sendable {
    let hub: Int
    let connection: UInt64
}

/// Who waits for an answer, and what it called its question.
struct Asker: Sendable {
    let seat: Seat
    let reference: UInt32
}

extension Hub {
    /// The seat of the connection that is being counted. No two hubs of a server give one number.
    func nextSeat() -> Seat {
        let step = UInt64(relay?.count ?? 1)
        return Seat(hub: number, connection: (counts.connections &- 1) &* step &+ UInt64(number) &+ 1)
    }
}
