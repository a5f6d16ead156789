internal import LifelineCore

/// What a client of a hub that follows publishes, on its way home.
struct Offering: Sendable {
    let seat: Seat
    let message: any Message
    let driver: MessageDriver
    let bytes: Int
    let envelope: Envelope
}
