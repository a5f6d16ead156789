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
