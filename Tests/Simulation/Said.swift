internal import LifelineCore

/// What travels through a wire of the model world: values instead of bytes.
enum Said {
    case control(any Message, Envelope)
    case data([Datum])

    /// About what it would take on a real wire.
    var bytes: Int {
        switch self {
        case .control: 64
        case .data(let items): items.reduce(0) { $0 + $1.content.bytes }
        }
    }
}

/// One message of a data record.
struct Datum {
    var envelope: Envelope
    var slot: UInt32 = 0
    /// In a joined piece: the first seq it covers.
    var from: UInt64?
    var content: Content
}

enum Content {
    /// On a state channel: the newest of its slot.
    case value(UInt64)
    /// On a stream channel: a piece of a text, `slot` says which.
    case piece([UInt8], at: Int, isFinal: Bool)
    case event(UInt64)
    /// In a snapshot of an event channel: all events so far, in one number.
    case sum(UInt64)
    case snapshot(epoch: UInt32, part: UInt16, last: Bool, [Datum])

    var bytes: Int {
        switch self {
        case .value, .event, .sum: 40
        case .piece(let text, _, _): 40 + text.count
        case .snapshot(_, _, _, let items): 40 + items.reduce(0) { $0 + $1.content.bytes }
        }
    }
}

/// What a server's channels remember of each message.
struct Fact {
    var content: Content
    var at: Instant
}
