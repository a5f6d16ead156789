import JSONGrammar
import LifelineCore

/// Messages inside a snapshot.
extension JSONReader {
    /// One message of a snapshot. Nil with `cursor.fault` set if it is broken; nil without if nobody knows its type or
    /// channel, and it was passed over.
    mutating func readItem() -> Item? {
        var envelope = Envelope()
        do throws(CodecError) {
            try open(&envelope)
            guard envelope.kind != StateSnapshot.kind.code,
                let type = cursor.vocabulary._withUnsafeGuaranteedRef({ $0.type(of: envelope.kind) })
            else { throw recordFault(.nestedBatch, envelopeStart) }
            let payload = try read(type, &envelope)
            return Item(envelope: envelope, payload: payload)
        } catch {
            switch error.reason {
            case .unknownKind, .unknownChannel: cursor.unknown &+= 1
            default: cursor.fault.set(error.reason, start + error.offset)
            }
            return nil
        }
    }

    mutating func read<M: Message>(_ type: M.Type, _ envelope: inout Envelope) throws(CodecError) -> any Message {
        var message = M()
        try payload(&message, &envelope)
        return message
    }
}
