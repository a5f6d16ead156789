public import LifelineCore

/// What `WebSocketWire.next` found. Plain bits: no reference, nothing to release.
///
/// A payload is the caller's to read and to overwrite until the next call of `next`, with `Inbound.slackBefore` bytes
/// to scribble on in front of it and `Inbound.slackAfter` to read behind it.
@frozen
public enum WireEvent {
    /// Everything is eaten: read on.
    case more
    /// A whole message. Text is valid UTF-8.
    case message(UnsafeMutableRawBufferPointer, RecordForm)
    /// Answer with a pong of the same bytes. Write it with what leaves this turn; while the socket does not drain, keep
    /// only the latest (RFC 6455 §5.5.3 allows it), so that no flood of pings grows memory.
    case ping(UnsafeMutableRawBufferPointer)
    case pong(UnsafeMutableRawBufferPointer)
    /// The peer closes, with 1005 if it gave no code. Answer with the same code unless we closed first. The last event.
    case close(code: UInt16, reason: UnsafeMutableRawBufferPointer)
    /// The peer broke the rules: send `fault.close` and end. The last event.
    case violated(WireFault)
}
