import JSONGrammar
import LifelineCore

/// Messages inside a snapshot.
extension JSONReader {
    /// One message of a snapshot. Nil with `cursor.fault` set if what follows cannot be read either; nil without if it is
    /// only this one that nobody knows or can read, and it was passed over: a newer server's must not cost the others.
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
            switch error.scope {
            case .message: cursor.unknown &+= 1
            case .record: cursor.fault.set(error.reason, start + error.offset)
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
