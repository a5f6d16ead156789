/// Why a byte stream is over.
public enum StreamEnd: Sendable, Hashable {
    /// We closed it, and everything we wrote was handed to the system.
    case finished
    /// We dropped it, with what was still waiting.
    case aborted
    /// The peer was gone: a reset, or a write to nobody.
    case reset
    /// The peer read too slowly: too much waited, or nothing left for too long.
    case slow
    /// The loop was shut down.
    case loopEnded
    /// The system said something else: an `errno`.
    case failed(Int32)
}
